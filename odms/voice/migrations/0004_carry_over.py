from django.db import migrations


def carry_over(apps, schema_editor):
    """Questionnaires as documents of surveys, and their marks and texts as answers to questions."""
    for survey in apps.get_model("voice", "Survey").objects.all():
        old = survey.document
        survey.document = {
            "title": old["title"],
            "about": {"th": "", "en": ""},
            "groups": old["who"],
            **{name: old[name] for name in ("channels", "purposes", "dimensions")},
            "questions": [
                {**one, "kind": "likert", "dimension": one["code"]} for one in old["dimensions"]
            ]
            + [
                {
                    "code": "suggestion",
                    "kind": "text",
                    "th": "อยากให้ปรับปรุงเรื่องใด",
                    "en": "What would you change?",
                }
            ],
        }
        survey.state, survey.is_built_in = "open", True
        survey.opened_at = survey.made_at
        survey.save(update_fields=["document", "state", "is_built_in", "opened_at"])
    for answer in apps.get_model("voice", "SurveyAnswer").objects.all().iterator():
        answer.answers = dict(answer.marks)
        if answer.text:
            answer.answers["suggestion"] = answer.text
        answer.save(update_fields=["answers"])


class Migration(migrations.Migration):
    dependencies = [("voice", "0003_survey_answers")]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="surveyanswer",
            name="marks",
        ),
        migrations.RemoveField(
            model_name="surveyanswer",
            name="text",
        ),
    ]
