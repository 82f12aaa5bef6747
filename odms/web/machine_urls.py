"""Addresses that machines read; they have no language."""

from django.urls import path

from odms.web.views.machines import catalogue, dataset, discovery, feeds, ids, records

urlpatterns = [
    path("catalog", catalogue.negotiated, name="catalogue"),
    path("catalog.jsonl.gz", catalogue.dump, name="catalogue-dump"),
    path("catalog.<str:form>", catalogue.show, name="catalogue-form"),
    path("data.json", catalogue.data_json, name="data-json"),
    path("datasets/<slug:slug>.<str:form>", dataset.show, name="dataset-form"),
    path("datasets/<slug:slug>/croissant.json", dataset.croissant, name="dataset-croissant"),
    path("datasets/<slug:slug>/linkset.json", dataset.linkset, name="dataset-linkset"),
    path("datasets/<slug:slug>/citation.<str:form>", dataset.citation, name="dataset-citation"),
    path("id/dataset/<str:id>", ids.dataset, name="id-dataset"),
    path("id/distribution/<str:id>", ids.distribution, name="id-distribution"),
    path("id/agency/<str:id>", ids.agency, name="id-agency"),
    path("ogc/records", records.landing, name="records"),
    path("ogc/records/openapi.json", records.openapi, name="records-openapi"),
    path("ogc/records/conformance", records.conformance, name="records-conformance"),
    path("ogc/records/collections", records.collections, name="records-collections"),
    path("ogc/records/collections/<slug:name>", records.collection, name="records-collection"),
    path("ogc/records/collections/<slug:name>/items", records.items, name="records-items"),
    path("ogc/records/collections/<slug:name>/items/<str:id>", records.item, name="records-item"),
    path("feeds/datasets.atom", feeds.changed, name="feed-changed"),
    path("feeds/new.atom", feeds.new, name="feed-new"),
    path("feeds/search.atom", feeds.of_search, name="feed-search"),
    path("feeds/agencies/<slug:slug>.atom", feeds.of_agency, name="feed-agency"),
    path("feeds/themes/<slug:code>.atom", feeds.of_theme, name="feed-theme"),
    path("feeds/datasets/<slug:slug>.atom", feeds.of_dataset, name="feed-dataset"),
    path("feeds/showcase.atom", feeds.of_showcase, name="feed-showcase"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("opensearch/suggest", discovery.suggestions, name="opensearch-suggest"),
    path("oembed", discovery.oembed, name="oembed"),
]
