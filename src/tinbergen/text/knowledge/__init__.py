"""What is known beside labels: lexicons, rules, indicators and institutions, causes."""
