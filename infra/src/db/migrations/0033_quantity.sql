-- Several pieces of the same goods are held against one code.
ALTER TABLE redemptions ADD COLUMN quantity integer NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 100);
