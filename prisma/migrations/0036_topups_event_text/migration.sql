-- An event may hold U+0000 or half a surrogate pair, which jsonb refuses: `payload` then has U+FFFD instead, and this is what came.
ALTER TABLE stripe_event ADD COLUMN raw_text text;
