// The same requests as files of each format that ingest reads, made by the database that holds them.
import { createWriteStream } from "node:fs";
import { once } from "node:events";

/** One line of each request, as SQL. */
const LINES = {
  combined: `concat(replaceOne(toString(src_ip), '::ffff:', ''), ' - - [', formatDateTime(time, '%d/%b/%Y:%H:%i:%S'), ' +0000] "', method, ' ', path, ' HTTP/1.1" ', toString(ifNull(status, 200)), ' ', toString(ifNull(bytes, 0)), ' "-" "', replaceAll(header_user_agent, '"', ''), '"')`,
  eve: `concat('{"timestamp":"', replaceOne(toString(time), ' ', 'T'), '.000000+0000","flow_id":', toString(rowNumberInAllBlocks() + 1), ',"event_type":"http","src_ip":"', replaceOne(toString(src_ip), '::ffff:', ''), '","src_port":', toString(src_port), ',"dest_ip":"192.0.2.1","dest_port":80,"http":{"hostname":', toJSONString(toString(host)), ',"url":', toJSONString(path), ',"http_user_agent":', toJSONString(header_user_agent), ',"http_method":', toJSONString(toString(method)), ',"protocol":"HTTP/1.1","status":', toString(ifNull(status, 200)), '}}')`,
};

/** Columns a writer gives; the others are looked up by the table. */
const COLUMNS = "SELECT arrayStringConcat(groupArray(name), ', ') FROM (SELECT name FROM system.columns WHERE database = 'ja4_logs' AND table = 'http_logs' AND default_kind = '' ORDER BY position) FORMAT TSVRaw";

export async function columns(sql) {
  return (await sql(COLUMNS)).trim();
}

/** Writes `rows` requests in a format. */
export async function write(sql, format, rows, file) {
  const from = `FROM ja4_logs.http_logs WHERE method != '' AND path != '' LIMIT ${rows}`;
  if (format === "pcap") return capture(sql, from, file);
  const query = format === "rows"
    ? `SELECT ${await columns(sql)} ${from} FORMAT JSONEachRow`
    : `SELECT ${LINES[format]} ${from} FORMAT TSVRaw`;
  const out = createWriteStream(file);
  out.write(await sql(query));
  out.end();
  await once(out, "finish");
}

/** A capture with a SYN and a clear-text request for each of them (pcap, Ethernet, IPv4, TCP). */
async function capture(sql, from, file) {
  const query = `SELECT toUInt32(time), toUInt32(toIPv4OrDefault(replaceOne(toString(src_ip), '::ffff:', ''))), toString(host), path, header_user_agent ${from} FORMAT JSONCompactEachRow`;
  const out = createWriteStream(file);
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65535, 16);
  head.writeUInt32LE(1, 20);
  out.write(head);
  let port = 1024;
  for (const line of (await sql(query)).split("\n")) {
    if (!line) continue;
    const [time, ip, host, path, agent] = JSON.parse(line);
    port = port >= 65000 ? 1024 : port + 1;
    const options = Buffer.from([2, 4, 5, 180, 1, 3, 3, 7, 4, 2, 1, 1]);
    out.write(packet(time, ip, port, 1000, 0x02, options, Buffer.alloc(0)));
    const text = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${agent}\r\nAccept: */*\r\n\r\n`;
    out.write(packet(time, ip, port, 1001, 0x18, Buffer.alloc(0), Buffer.from(text, "latin1")));
  }
  out.end();
  await once(out, "finish");
}

function packet(time, ip, port, sequence, flags, options, data) {
  const length = 14 + 20 + 20 + options.length + data.length;
  const all = Buffer.alloc(16 + length);
  all.writeUInt32LE(time, 0);
  all.writeUInt32LE(length, 8);
  all.writeUInt32LE(length, 12);
  const frame = all.subarray(16);
  frame.writeUInt16BE(0x0800, 12);
  const internet = frame.subarray(14);
  internet[0] = 0x45;
  internet.writeUInt16BE(length - 14, 2);
  internet.writeUInt16BE(0x4000, 6);
  internet[8] = 57;
  internet[9] = 6;
  internet.writeUInt32BE(ip >>> 0, 12);
  internet.writeUInt32BE(0xc0000201, 16);
  const tcp = internet.subarray(20);
  tcp.writeUInt16BE(port, 0);
  tcp.writeUInt16BE(80, 2);
  tcp.writeUInt32BE(sequence, 4);
  tcp[12] = ((20 + options.length) / 4) << 4;
  tcp[13] = flags;
  tcp.writeUInt16BE(64240, 14);
  options.copy(tcp, 20);
  data.copy(tcp, 20 + options.length);
  return all;
}
