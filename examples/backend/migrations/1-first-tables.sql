CREATE TABLE web_chat.users (
  username       text PRIMARY KEY,
  password_hash  text NOT NULL,
  user_name      text NOT NULL,
  custom_user_id text NOT NULL UNIQUE
);

CREATE TABLE web_chat.sessions (
  key            text PRIMARY KEY,
  sid            text NOT NULL,
  user_name      text NOT NULL,
  custom_user_id text NOT NULL,
  expires_at     timestamptz NOT NULL
);
CREATE INDEX ON web_chat.sessions (expires_at);
CREATE INDEX ON web_chat.sessions (custom_user_id);

CREATE TABLE web_chat.anonymous_ids (
  anonymous_id   text PRIMARY KEY,
  -- At most one for all time: deleting this customer's data at IBM must not touch another's. NULL: nobody has logged in yet.
  custom_user_id text,
  first_used_at  timestamptz NOT NULL,
  last_used_at   timestamptz NOT NULL,
  -- Its customer is being forgotten: no token is signed for it any more.
  is_retired     boolean NOT NULL DEFAULT false,
  -- The assistant has taken the order to delete what was said under it.
  is_erased      boolean NOT NULL DEFAULT false
);
CREATE INDEX ON web_chat.anonymous_ids (custom_user_id);
CREATE INDEX ON web_chat.anonymous_ids (last_used_at);
