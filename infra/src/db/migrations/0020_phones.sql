-- A phone number is one member's: whoever proves it later ends the earlier proof. Found by the digest that rosters use.
-- Numbers from before have none: no SQL can make it, so each `linli serve` makes what is missing when it starts, and
-- decides between members who hold the same number by the audit log, which knows when each of them bound it.
ALTER TABLE members ADD COLUMN phone_digest bytea;
-- When somebody else proved the number that the member had; nothing once they bound one again.
ALTER TABLE members ADD COLUMN phone_lost_at timestamptz;
CREATE UNIQUE INDEX members_phone ON members (phone_digest) WHERE phone_digest IS NOT NULL;
CREATE INDEX members_phone_without_digest ON members (id) WHERE phone_sealed IS NOT NULL AND phone_digest IS NULL;
