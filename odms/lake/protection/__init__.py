"""Protective measures on table versions, and the risk that somebody is recognised. Pure.

    plan.step, plan.plan         what is to be done, checked
    applying.apply               from a table version to the protected one, with what was touched
    applying.protected, samples  the same on a bench: for risks, changes and previews
    risk.assess                  k, l and t of what stands on the bench
    proposing                    which columns to look at

One module a measure; `measures.MEASURES` lists them in the order in which they are done.
"""
