-- What the tables are for, kept where they are: `\d+` shows it, and prisma/tables.sql has it above each of them.

COMMENT ON COLUMN api_key.allowed_models IS
  'Empty is every model, or every address.';
COMMENT ON COLUMN api_key.submission_key IS
  'A form carries its own key, so that sending it twice makes one API key.';
COMMENT ON TABLE audit_entry IS
  'Who did what. Corrected by adding a row, never by changing one.';
COMMENT ON TABLE carried_period IS
  'A workspace may change its time zone while periods are under way. Each of them is carried over the change: it keeps its start, and so what was spent in it. It ends where its day, week or month ends in the new zone, or where it would have ended when that is past. So each day of the calendar has one budget, however often the zone changes.';
COMMENT ON COLUMN carried_period.first_day IS
  'The first day that the calendar gives the period.';
COMMENT ON TABLE credit_lot IS
  'A part of the balance with its own origin and expiry.';
COMMENT ON TABLE ended_session IS
  'A session that was signed out, so that a copied cookie is signed out too. Kept for as long as such a cookie could be valid.';
COMMENT ON TABLE file_room IS
  'What a workspace''s files come to together. Uploads at the same moment wait for this row.';
COMMENT ON VIEW finished_call IS
  'One row for each finished call. A call that was settled after its hold had expired left two events: what came later stands, and the money of both is one sum. `first_outcome` is for narrowing a search before the second is looked up.';
COMMENT ON TABLE hold IS
  'Money reserved for calls in flight: deleting the row is the one moment at which a call is settled, released or expired. No index on the lease, since the sweeper may read so small a table whole.';
COMMENT ON COLUMN hold.checkpoint_nano IS
  'What the call has cost so far. Should its process die, this is charged.';
COMMENT ON COLUMN hold.checkpoint_settle IS
  'What the call has used so far, as JSON under the names of settle_row, so that the type can gain fields while calls are in flight. NULL beside a checkpoint: only the sum is known.';
COMMENT ON TABLE idempotent_call IS
  'The call that an Idempotency-Key stands for, for a day. Its hold and its event say how it is doing: so nothing has to be written here when it ends, and no state can disagree with the books.';
COMMENT ON COLUMN idempotent_call.key_hash IS
  'SHA-256 of the key''s text, which is stored nowhere. The request''s hash is keyed with that text: from what is here nobody can try which request it was.';
COMMENT ON TABLE kept_file IS
  'Files that customers keep at an account of the operator''s. Their content is there alone; a row says whose it is, where it is, and what it may cost in a prompt.';
COMMENT ON COLUMN kept_file.file_id IS
  'The account''s own name for it; NULL until its answer has come.';
COMMENT ON COLUMN kept_file.id IS
  'The id of the upload''s request.';
COMMENT ON COLUMN kept_file.is_downloadable IS
  'Only what a tool made upstream can be downloaded.';
COMMENT ON COLUMN kept_file.pages IS
  'What it is read as: pages, text_tokens and picture tokens are NULL where nobody can say.';
COMMENT ON COLUMN kept_file.size_bytes IS
  'While it is on its way: the most that it may come to.';
COMMENT ON TABLE key_claim IS
  'The calls of a key with a budget that are not in key_period yet. What each costs is read from its hold or its event: so no settle and no sweep has to know of budgets.';
COMMENT ON TABLE key_period IS
  'What the finished calls of a key with a budget cost, by period.';
COMMENT ON TABLE ledger_entry IS
  'Every movement of money that is not usage. contra names the other side.';
COMMENT ON TABLE lot_burn IS
  'What calls spent of a lot.';
COMMENT ON TABLE mail_token IS
  'Only the hash of a mailed token is kept, so that a read of this table opens no account.';
COMMENT ON TABLE management_key IS
  'Keys that make, change and revoke the keys of a workspace, and can do nothing else.';
COMMENT ON TABLE message_batch IS
  'Batches that callers submitted, as far as they concern money and ids: questions and answers are kept upstream alone.';
COMMENT ON COLUMN message_batch.account_id IS
  'The upstream account that has the batch: no other one knows it.';
COMMENT ON COLUMN message_batch.archived_at IS
  'When its results could not be read any more.';
COMMENT ON COLUMN message_batch.key_hash IS
  'SHA-256 of an Idempotency-Key. A repeat with the same key and request_hash, a keyed hash of the body, is given this batch.';
COMMENT ON COLUMN message_batch.lease_id IS
  'The lease under which its holds stand.';
COMMENT ON COLUMN message_batch.next_look_at IS
  'When the upstream is to be asked for it next.';
COMMENT ON COLUMN message_batch.state IS
  'submitting: it is not known yet whether the upstream took it. submitted: it did. ended: every result is settled. lost: it was never taken, or cannot be found any more, and its holds went back.';
COMMENT ON TABLE message_batch_request IS
  'The requests of a batch. Upstream each is called by the id of its call; custom_id is what its caller calls it.';
COMMENT ON COLUMN message_batch_request.asked IS
  'What pricing its result needs to know of the request where the upstream''s report is silent.';
COMMENT ON TABLE price IS
  'Pico-dollars per token (1 USD per million tokens = 1,000,000 pico) and multipliers in millionths: all integers.';
COMMENT ON TABLE refused_settle IS
  'Ends of calls that Postgres refused for good. Each waits here for an admin, and nothing waits behind it. The hold of the call stays until an admin settles or gives up, or until the sweeper ends it; what is settled after that is a late settle.';
COMMENT ON COLUMN refused_settle.is_sweep_refused IS
  'The sweeper could not end the call''s hold, and leaves it alone.';
COMMENT ON COLUMN refused_settle.settlement IS
  'The settle as its process wants it written, as JSON. Text, so that no column refuses it a second time. NULL where the process died: then the sweeper could not end the hold.';
COMMENT ON TABLE retiring_secret IS
  'Secrets that a key had before it was rotated, each until its grace ends.';
COMMENT ON TYPE settle_row IS
  'What a settle says of its call beside wallet, id and price.';
COMMENT ON TABLE stripe_cursor IS
  'How far each reconciler has listed what Stripe has: the newest delivery says nothing about the ones that were lost.';
COMMENT ON TABLE stripe_event IS
  'What Stripe delivered, stored before anything is done about it. Events that say that a payment was taken back, or may be, stay open until a person has worked on them.';
COMMENT ON COLUMN stripe_event.finding IS
  'What Stripe said of it when it was looked at.';
COMMENT ON COLUMN stripe_event.question_key IS
  'The refund, dispute or warning, of which there may be many events: what was settled once freezes nothing again.';
COMMENT ON COLUMN stripe_event.raw_text IS
  'What came, where it holds U+0000 or half a surrogate pair, which jsonb refuses: payload then has U+FFFD instead.';
COMMENT ON COLUMN stripe_event.workspace_id IS
  'Whose payment it was.';
COMMENT ON TABLE topup IS
  'A purchase of balance: one for each Checkout Session. An order never leaves the state paid.';
COMMENT ON COLUMN topup.decline_code IS
  'What the bank said to the last card that was tried.';
COMMENT ON COLUMN topup.looked_at IS
  'When Stripe was last asked about the order, so that a page that polls does not ask every time.';
COMMENT ON COLUMN topup.receipt_email IS
  'Where the receipt goes, and what Stripe is told: kept with the order, so that a repeated request is the same request.';
COMMENT ON COLUMN topup.submission_key IS
  'Made by the form: a form that is submitted twice finds the order that it made the first time.';
COMMENT ON TABLE upstream_account IS
  'The provider accounts that calls are sent to. What is secret is in credentials alone, sealed with a key that the database never sees.';
COMMENT ON COLUMN upstream_account.revision IS
  'Counts the changes: a change names the revision that was looked at.';
COMMENT ON TABLE upstream_health IS
  'How each front door finds its accounts. Written every few seconds where something changed, read by the admin''s page.';
COMMENT ON TABLE usage_event IS
  'One row for each finished call, written once and never changed. created_at is the time inside the call''s id.';
COMMENT ON COLUMN usage_event.is_late IS
  'True for the second row of a call whose hold had expired before its settle came: its money is what the first one lacks.';
COMMENT ON COLUMN usage_event.xid IS
  'The transaction that wrote the row: roll-ups read whole transactions up to a horizon, so that none is missed.';
COMMENT ON VIEW usage_event_line IS
  'Each event as it counts in the roll-ups, with what caching saved: the call''s price had the prompt been plain input, minus its price. Both are rounded up as a price is, so the figure is whole nano-dollars, adds up over calls, and can be recomputed from the receipt.';
COMMENT ON VIEW usage_line IS
  'As usage_event_line, but that a late event counts what the first event of its call did not.';
COMMENT ON TABLE usage_move IS
  'Accounts that a call passed over before the one that its usage event names, in order, and why: `failover` was asked and failed, `cooling` was left alone, `refused` could not do what was asked.';
COMMENT ON TABLE usage_part IS
  'What the samplings inside a call cost that the call''s own price cannot say: those of other models (an adviser, a fallback), and those of its own model where modifiers or the step differ between them. Samplings that are priced alike are one part. Each is rounded up by itself, and the call''s price is the sum of all.';
COMMENT ON COLUMN usage_part.is_late IS
  'A call that was swept and settled late may have parts of both: each event is priced with its own.';
COMMENT ON COLUMN usage_part.is_step IS
  'NULL in a part written by an early version: its tokens say the side of the step.';
COMMENT ON TABLE usage_rollup IS
  'Sums of usage events. A quarter of an hour is the largest step that every time zone''s midnight falls on.';
COMMENT ON TABLE usage_tier IS
  'How much a workspace may call and spend, by what it has topped up. NULL is no limit; a tier without a sum is given by hand.';
COMMENT ON TABLE usage_watermark IS
  'Events of transactions before this one are in usage_rollup, all others are not: no event is in both or in neither.';
COMMENT ON COLUMN "user".session_version IS
  'Raised to end every session of the user at once: a session token carries the version that it was made with.';
COMMENT ON TABLE wallet IS
  'The money of a workspace as running totals. fillfactor 50 and no index but the primary key: every settle updates this row, and stays a heap-only update.';
COMMENT ON COLUMN wallet.debt_nano IS
  'What a refund or dispute took back beyond the balance. The next credit pays it.';
COMMENT ON COLUMN wallet.is_frozen IS
  'Its books are broken: it takes no new holds.';
COMMENT ON COLUMN wallet.is_questioned IS
  'A payment of it is under question: it takes no new holds. Apart from is_frozen, so that clearing one does not clear the other.';
COMMENT ON COLUMN wallet.month_start_spent_nano IS
  'spent_total_nano at the beginning of the month, by the workspace''s calendar.';
COMMENT ON COLUMN wallet.next_expiry_at IS
  'When the next lot expires. Before a hold is placed after that, what is due goes.';
COMMENT ON COLUMN wallet.owed_nano IS
  'What calls cost beyond hold and balance since it was last cleared: holds leave as much untouched. Nobody is charged for it.';
COMMENT ON COLUMN wallet.spend_ceiling_nano IS
  'The monthly cap as a sum that spent and held money together must not exceed; NULL is no cap.';
COMMENT ON COLUMN wallet.spend_ceiling_until IS
  'The ceiling holds for a minute at most, and is then computed again from the workspace''s tier: what an admin edits counts within that time, a top-up at once.';
COMMENT ON TABLE worker_lease IS
  'One row for each process that relays. Holds name it: once it lapses, the process is dead.';
COMMENT ON COLUMN worker_lease.is_batch IS
  'The lease of a message batch, whose holds no process renews: the batch is alive for as long as its upstream works on it.';
COMMENT ON TABLE workspace_tier IS
  'A workspace whose tier was chosen by an admin keeps it whatever it tops up.';
