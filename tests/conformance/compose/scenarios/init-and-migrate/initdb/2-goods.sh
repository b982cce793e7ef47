psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "INSERT INTO goods VALUES ('tea'), ('milk')"
