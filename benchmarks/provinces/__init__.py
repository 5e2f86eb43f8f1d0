"""Countries of many provinces with known truth, drawn from the hierarchy that the model assumes."""
