-- The sweep finds what is past its deadline without looking at all that was ever claimed.
CREATE INDEX claims_lapsing ON claims (due_at) WHERE ended_at IS NULL AND fulfilled_at IS NULL;
