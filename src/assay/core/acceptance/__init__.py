"""Acceptance: what was measured, held against what was promised. Targets, KPI states, pools, streaks and triggers."""
