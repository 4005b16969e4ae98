"""Gold answers, metrics, runs and reports: how good the answers are."""
