"""The database: models, migrations, search, and the queue of what is written behind everybody's back."""
