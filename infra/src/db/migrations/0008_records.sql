-- A unit's view of its party members.
CREATE INDEX members_of_unit ON members (party_unit_id, id) WHERE party_state = 'confirmed';
