// Talks to the bridge with @clickhouse/client; fails loudly at the first wrong answer.
//
// usage: client.cjs NODE_MODULES PORT USER PASSWORD DATABASE
'use strict';
const assert = require('node:assert/strict');
const path = require('node:path');
const { Readable } = require('node:stream');

const [modules, port, username, password, database] = process.argv.slice(2);
const { createClient } = require(path.resolve(modules, '@clickhouse/client'));

const client = (options = {}) =>
  createClient({ url: `http://127.0.0.1:${port}`, username, password, database, ...options });

const rows = Array.from({ length: 20_000 }, (_, n) => ({ a: n, b: `text\n\n${n}` }));

async function roundTrip(compression) {
  const ch = client({ compression });
  await ch.command({ query: 'DROP TABLE IF EXISTS node' });
  await ch.command({ query: 'CREATE TABLE node (a UInt32, b String) ENGINE = MergeTree ORDER BY a' });
  const inserted = await ch.insert({ table: 'node', values: rows, format: 'JSONEachRow' });
  assert.equal(inserted.summary.written_rows, String(rows.length));
  await ch.insert({
    table: 'node',
    format: 'CSV',
    values: Readable.from(['1000000,x\n', '1000001,"y\n\nz"\n'], { objectMode: false }),
  });
  await ch.insert({ table: 'node', values: [[1000002, 'q']], format: 'JSONCompactEachRow' });
  const all = await ch.query({ query: 'SELECT * FROM node ORDER BY a', format: 'JSONEachRow' });
  const found = await all.json();
  assert.equal(found.length, rows.length + 3);
  assert.deepEqual(found.slice(0, rows.length), rows);
  assert.deepEqual(found.at(-2), { a: 1000001, b: 'y\n\nz' });
  await ch.close();
}

async function questions(ch) {
  const whole = await ch.query({ query: 'SELECT number AS n FROM numbers(3)', format: 'JSON' });
  assert.deepEqual((await whole.json()).data, [{ n: 0 }, { n: 1 }, { n: 2 }].map(({ n }) => ({ n })));
  const text = await ch.query({ query: 'SELECT 1, 2', format: 'TabSeparated' });
  assert.equal(await text.text(), '1\t2\n');

  const odd = "it's {x:String} \\ \n\n";
  const answer = await ch.query({
    query: 'SELECT {s:String} AS s, {l:Array(UInt8)} AS l',
    query_params: { s: odd, l: [1, 2] },
    format: 'JSONEachRow',
  });
  assert.deepEqual(await answer.json(), [{ s: odd, l: [1, 2] }]);

  const setting = async (clickhouse_settings) => {
    const query = "SELECT toUInt32(getSetting('max_block_size')) AS size";
    const found = await ch.query({ query, clickhouse_settings, format: 'JSONEachRow' });
    return (await found.json())[0].size;
  };
  assert.equal(await setting({ max_block_size: '77' }), 77);
  assert.notEqual(await setting({}), 77);

  const stream = (await ch.query({
    query: 'SELECT number AS n FROM numbers(300000)',
    format: 'JSONCompactEachRow',
  })).stream();
  let count = 0;
  for await (const part of stream) count += part.length;
  assert.equal(count, 300000);
}

async function refusals(ch) {
  const refused = async (action, code, type) =>
    assert.rejects(action, (error) => {
      assert.equal(error.code, code, String(error));
      assert.equal(error.type, type);
      return true;
    });
  await refused(ch.query({ query: 'SELECT * FROM nowhere' }), '60', 'UNKNOWN_TABLE');
  await refused(ch.command({ query: 'SELEC 1' }), '62', 'SYNTAX_ERROR');
  await refused(ch.query({ query: 'SELECT 1', session_id: 'x' }), '48', 'NOT_IMPLEMENTED');
  const stranger = client({ password: 'wrong' });
  await refused(stranger.query({ query: 'SELECT 1' }), '516', 'AUTHENTICATION_FAILED');
  await stranger.close();

  const giveUp = new AbortController();
  const endless = ch.query({
    query: "SELECT count('node_hung_up') FROM system.numbers WHERE NOT ignore(number)",
    abort_signal: giveUp.signal,
  });
  setTimeout(() => giveUp.abort(), 300);
  await assert.rejects(endless);
}

async function main() {
  await roundTrip({ request: false, response: false });
  await roundTrip({ request: true, response: true });
  const ch = client();
  assert.equal((await ch.ping()).success, true);
  await questions(ch);
  await refusals(ch);
  await ch.close();
  console.log('ok');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
