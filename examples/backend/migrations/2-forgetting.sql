-- The customer is being forgotten: no session begins and no anonymous ID becomes theirs any more.
ALTER TABLE web_chat.users ADD COLUMN is_retired boolean NOT NULL DEFAULT false;

-- An ID that is nobody's needs no row: its cookie is signed. Those that are retired and nobody's are the ones of forgotten
-- customers, kept for as long as a browser may still bring them.
DELETE FROM web_chat.anonymous_ids WHERE custom_user_id IS NULL;
