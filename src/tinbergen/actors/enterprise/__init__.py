"""An enterprise: projects and hedges whose cash flows follow the economy."""
