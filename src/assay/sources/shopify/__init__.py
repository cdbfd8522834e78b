"""Shopify orders (CSV of 79 columns) → orders: one row an order, however many lines it has."""

from assay.sources.shopify.source import ShopifyOrders

__all__ = ["ShopifyOrders"]
