"""Addresses: machine routes as they are, pages in Thai without a prefix and English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("odms.api.urls")),
    path("", include("odms.web.crawler_urls")),
    path("", include("odms.web.machine_urls")),
    *i18n_patterns(
        path("account/", include("odms.web.account_urls")),
        path("", include("odms.web.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "odms.web.views.public.errors.bad_request"
handler403 = "odms.web.views.public.errors.forbidden"
handler404 = "odms.web.views.public.errors.absent"
handler500 = "odms.web.views.public.errors.fault"
