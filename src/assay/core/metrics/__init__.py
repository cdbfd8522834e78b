"""What each KPI means, as typed data.

:mod:`assay.core.metrics.catalogue` lists every metric that a contract may name, with its kind, unit, direction and
source. The contract's loader asks it whether a KPI can be evaluated; measuring asks it which computation a KPI
gets; settlement asks whether a KPI counts valid leads.
"""
