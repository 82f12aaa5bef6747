"""Addresses that programs which walk the web know beforehand; they have no language."""

from django.urls import path

from odms.web.views.public import crawlers

urlpatterns = [
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemaps/<slug:name>.xml", crawlers.sitemap_file, name="sitemap-file"),
    path("llms.txt", crawlers.llms, name="llms"),
]
