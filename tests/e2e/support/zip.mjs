import { crc32 } from './crc32.mjs';
import { deflateRawSync } from 'node:zlib';

export const SYMLINK = 0o120777;
export const DIRECTORY = 0o040755;
const REGULAR = 0o100644;
const ENCRYPTED_FLAG = 0x1;
const UTF8_FLAG = 0x800;

/**
 * A zip of `entries`, each {name, data} and what a hostile one needs:
 * deflate: compress; declaredSize, crc: lies in the headers; encrypted: sets the flag;
 * mode: the Unix mode, such as SYMLINK. `name` may be a Buffer.
 */
export function zip(entries) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const entry of entries) {
    const fields = fieldsOf(entry);
    const local = localHeader(fields);
    locals.push(local, fields.name, fields.stored);
    directory.push(directoryHeader(fields, offset), fields.name);
    offset += local.length + fields.name.length + fields.stored.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...locals, central, endRecord(entries.length, central.length, offset)]);
}

function fieldsOf(entry) {
  const data = Buffer.isBuffer(entry.data) ? entry.data : Buffer.from(entry.data ?? '');
  return {
    name: Buffer.isBuffer(entry.name) ? entry.name : Buffer.from(entry.name),
    stored: entry.deflate ? deflateRawSync(data) : data,
    method: entry.deflate ? 8 : 0,
    size: entry.declaredSize ?? data.length,
    crc: entry.crc ?? crc32(data),
    flags: UTF8_FLAG | (entry.encrypted ? ENCRYPTED_FLAG : 0),
    mode: entry.mode ?? REGULAR,
  };
}

function commonFields(header, at, fields) {
  header.writeUInt16LE(fields.flags, at);
  header.writeUInt16LE(fields.method, at + 2);
  header.writeUInt16LE(0, at + 4); // time
  header.writeUInt16LE(0x21, at + 6); // date: 1980-01-01
  header.writeUInt32LE(fields.crc, at + 8);
  header.writeUInt32LE(fields.stored.length, at + 12);
  header.writeUInt32LE(fields.size, at + 16);
  header.writeUInt16LE(fields.name.length, at + 20);
}

function localHeader(fields) {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  commonFields(header, 6, fields);
  return header;
}

function directoryHeader(fields, offset) {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4); // made on Unix
  header.writeUInt16LE(20, 6);
  commonFields(header, 8, fields);
  header.writeUInt32LE(fields.mode * 0x10000, 38);
  header.writeUInt32LE(offset, 42);
  return header;
}

function endRecord(count, size, offset) {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
