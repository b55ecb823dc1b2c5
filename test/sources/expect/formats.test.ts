/** Samples are those of the formats' own documentation, or of programs that were run; where each comes from is said beside it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/sources/expect/entry.ts';
import { openListing } from '../../../src/sources/expect/read-listing.ts';
import { scratchFolder } from '../../storage/scratch-folder.ts';

const readPath = async (path: string) => {
  const listing = openListing(path);
  const entries: Entry[] = [];
  let unread = 0;
  try {
    for await (const reading of listing.readings()) {
      if (reading === 'unread') unread += 1;
      else if (reading !== undefined) entries.push(reading);
    }
  } finally {
    listing.close();
  }
  return { format: listing.format, entries, unread };
};

const read = (content: string | Uint8Array, name = 'listing.txt') => {
  const path = join(scratchFolder(), name);
  writeFileSync(path, content);
  return readPath(path);
};

/** Writes an inventory as S3 delivers it: manifest.json, and its data in `files`. */
const inventory = (schema: string, data: Readonly<Record<string, Uint8Array>>, format = 'CSV'): string => {
  const folder = scratchFolder();
  mkdirSync(join(folder, '2016-11-06T21-32Z'));
  mkdirSync(join(folder, 'data'));
  for (const [name, bytes] of Object.entries(data)) writeFileSync(join(folder, 'data', name), bytes);
  // docs.aws.amazon.com, "Locating your inventory list".
  const manifest = {
    sourceBucket: 'amzn-s3-demo-source-bucket',
    destinationBucket: 'arn:aws:s3:::amzn-s3-demo-destination-bucket',
    version: '2016-11-30',
    creationTimestamp: '1514944800000',
    fileFormat: format,
    fileSchema: schema,
    files: Object.entries(data).map(([name, { length }]) => ({
      key: `Inventory/amzn-s3-demo-source-bucket/config-ID/data/${name}`,
      size: length,
      MD5checksum: 'f11166069f1990abeb9c97ace9cdfabc',
    })),
  };
  const path = join(folder, '2016-11-06T21-32Z', 'manifest.json');
  writeFileSync(path, JSON.stringify(manifest, null, 4));
  return path;
};

const MD5 = '5d41402abc4b2a76b9719d911017c592';

describe('qshell listbucket', () => {
  // docs/listbucket2.md of qiniu/qshell; its blanks before the storage type are as there.
  const SAMPLE = [
    'hello.jpg\t1710619\tFlUqUK7zqbqm3NPwzq2q7TMZ-Ijs\t14209629320769140\timage/jpeg  1',
    'hello.mp4\t8495868\tlns2dAHvO0qYseZFgDn3UqZlMOi-\t14207312835630132\tvideo/mp4   0',
    'hhh\t1492031\tFjiRl_U0AeSsVCHXscCGObKyMy8f\t14200176147531840\timage/jpeg  1',
    'jemygraw.jpg\t1900176\tFtmHAbztWfPEqPMv4t4vMNRYMETK\t14208960018750329\tapplication/octet-stream\t1   QiniuAndroid',
    '',
  ].join('\n');

  it('is read with size, hash and type', async () => {
    const { format, entries, unread } = await read(SAMPLE);
    expect({ format, unread, keys: entries.map(({ key }) => key) }).toEqual({
      format: 'qshell',
      unread: 0,
      keys: ['hello.jpg', 'hello.mp4', 'hhh', 'jemygraw.jpg'],
    });
    expect(entries[0]).toEqual({
      key: 'hello.jpg',
      line: 1,
      size: 1_710_619,
      digests: [{ algorithm: 'qiniu', value: 'FlUqUK7zqbqm3NPwzq2q7TMZ-Ijs' }],
      mime: 'image/jpeg',
    });
    expect(entries[1]?.digests).toEqual([{ algorithm: 'qiniu', value: 'lns2dAHvO0qYseZFgDn3UqZlMOi-' }]);
  });

  it('has a heading in later versions, and no sizes when they are written for people', async () => {
    const { entries, unread } = await read(
      `Key\tFileSize\tHash\tPutTime\tMimeType\tStorageType\tEndUser\n猫 1.jpg\t1.6 MB\tFlUqUK7zqbqm3NPwzq2q7TMZ-Ijs\t14209629320769140\timage/jpeg\t0\t\n`,
    );
    expect(unread).toBe(0);
    expect(entries).toEqual([
      {
        key: '猫 1.jpg',
        line: 2,
        digests: [{ algorithm: 'qiniu', value: 'FlUqUK7zqbqm3NPwzq2q7TMZ-Ijs' }],
        mime: 'image/jpeg',
      },
    ]);
  });
});

describe('ossutil ls', () => {
  it('is read with size and ETag', async () => {
    // Output of ossutil 1.x as Alibaba Cloud's documentation shows it, with the folder and closing lines of a real one.
    const { format, entries, unread } = await read(
      [
        'LastModifiedTime                   Size(B)  StorageClass   ETAG                                  ObjectName',
        '2020-06-20 17:57:49 +0800 HKT        56297            IA   6364821010871169E60E9F5187D5700F      oss://examplebucket/2020/06 a/1.jpg',
        '2020-03-04 16:41:11 +0800 CST          396      Standard   940D51FF7ECFF60B5E5A41D1F635180D-2    oss://examplebucket/b.jpg',
        '2026-10-02 18:02:43 +0800 CST            0            IA   D41D8CD98F00B204E9800998ECF8427E      oss://examplebucket/snapshot/',
        'Object Number is: 3',
        '',
        '0.011877(s) elapsed',
        '',
      ].join('\n'),
    );
    expect({ format, unread }).toEqual({ format: 'ossutil', unread: 0 });
    expect(entries).toEqual([
      {
        key: '2020/06 a/1.jpg',
        line: 2,
        size: 56_297,
        digests: [{ algorithm: 'etag', value: '6364821010871169e60e9f5187d5700f' }],
      },
      {
        key: 'b.jpg',
        line: 3,
        size: 396,
        digests: [{ algorithm: 'multipart', value: '940d51ff7ecff60b5e5a41d1f635180d-2' }],
      },
    ]);
  });

  it('gives the latest version alone with --all-versions', async () => {
    // help.aliyun.com, "ls (list objects)".
    const { entries } = await read(
      [
        'LastModifiedTime                   Size(B)  StorageClass   ETAG                                  VERSIONID                                                           IS-LATEST   DELETE-MARKER   ObjectName',
        '2020-12-01 15:06:37 +0800 CST         114      Standard   61DE142E5AFF9A6748707D4A77BFBCFB      CAEQARiBgICUsOuR2hYiIDI3NWVjNmEyYmM0NTRkZWNiMTkxY2VjMDMwZjFlMDA3    true        false           oss://examplebucket/example.txt',
        '2020-06-11 11:03:37 +0800 CST      363812      Standard   E7581E5D2EBC56ECCB6FB6050B4C6545      CAEQARiBgIDZtvuR2hYiIDNhYjRkN2M5NTA5OTRlN2Q4YTYzODQwMzQ4NDYwZDdm    false       false           oss://examplebucket/photo.jpg',
        '',
      ].join('\n'),
    );
    expect(entries.map(({ key, size }) => [key, size])).toEqual([['example.txt', 114]]);
  });

  it('gives names alone with -s', async () => {
    const { format, entries } = await read('oss://examplebucket/a.jpg\noss://examplebucket/f/\nObject Number is: 2\n');
    expect({ format, entries }).toEqual({ format: 'ossutil', entries: [{ key: 'a.jpg', line: 1 }] });
  });
});

describe('aws s3api list-objects-v2', () => {
  // docs.aws.amazon.com/cli/latest/reference/s3api/list-objects-v2.html, first example, with an upload in parts.
  const page = (key: string, tag: string) =>
    JSON.stringify(
      {
        Contents: [
          {
            LastModified: '2019-11-05T23:11:50.000Z',
            ETag: `"${tag}"`,
            StorageClass: 'STANDARD',
            Key: key,
            Size: 11,
          },
        ],
        CommonPrefixes: [{ Prefix: 'folder/' }],
        RequestCharged: null,
      },
      null,
      4,
    );

  it('is read page after page', async () => {
    const { format, entries, unread } = await read(
      `${page('file "1".txt', '621503c373607d548b37cff8778d992c')}\n${page('b.jpg', '621503c373607d548b37cff8778d992c-12')}`,
    );
    expect({ format, unread }).toEqual({ format: 'list-objects', unread: 0 });
    expect(entries).toEqual([
      {
        key: 'file "1".txt',
        line: 3,
        size: 11,
        digests: [{ algorithm: 'etag', value: '621503c373607d548b37cff8778d992c' }],
      },
      {
        key: 'b.jpg',
        line: 20,
        size: 11,
        digests: [{ algorithm: 'multipart', value: '621503c373607d548b37cff8778d992c-12' }],
      },
    ]);
  });

  it('is read as a list of objects, and as one on each line', async () => {
    const objects = [
      { Key: 'a.jpg', Size: 1, ETag: `"${MD5}"` },
      { Key: 'f/', Size: 0 },
    ];
    const expected = [{ key: 'a.jpg', line: 1, size: 1, digests: [{ algorithm: 'etag', value: MD5 }] }];
    expect((await read(JSON.stringify(objects))).entries).toEqual(expected);
    expect((await read(objects.map((each) => JSON.stringify(each)).join('\n'))).entries).toEqual(expected);
  });

  it('passes over older versions and delete markers', async () => {
    const { entries } = await read(
      JSON.stringify({
        Versions: [
          { ETag: `"${MD5}"`, Size: 5, Key: 'a.jpg', IsLatest: true },
          { ETag: `"${MD5}"`, Size: 6, Key: 'a.jpg', IsLatest: false },
        ],
        DeleteMarkers: [{ Key: 'b.jpg', VersionId: 'x', IsLatest: true }],
      }),
    );
    expect(entries.map(({ key, size }) => [key, size])).toEqual([['a.jpg', 5]]);
  });
});

describe('S3 Inventory', () => {
  // The columns of AWS's own example of a manifest.json.
  const SCHEMA =
    'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded, ReplicationStatus, EncryptionStatus';
  const row = (key: string, cells: { latest?: string; size?: string; etag?: string; encryption?: string } = {}) =>
    `"amzn-s3-demo-source-bucket","${key}","","${cells.latest ?? 'true'}","false","${cells.size ?? '5'}","2023-08-19T05:01:41.000Z","${cells.etag ?? MD5}","STANDARD","false","","${cells.encryption ?? 'SSE-S3'}"\n`;

  it('is read from its manifest.json and its compressed data', async () => {
    const rows =
      row('train/my+cat%2B1.jpg') +
      row('old.jpg', { latest: 'false' }) +
      row('kms.jpg', { encryption: 'SSE-KMS' }) +
      row('parts.jpg', { etag: `${MD5}-2` });
    const { format, entries, unread } = await readPath(inventory(SCHEMA, { 'a.csv.gz': gzipSync(rows) }));
    expect({ format, unread }).toEqual({ format: 's3-inventory', unread: 0 });
    expect(entries).toEqual([
      { key: 'train/my cat+1.jpg', line: 1, size: 5, digests: [{ algorithm: 'md5', value: MD5 }] },
      { key: 'kms.jpg', line: 3, size: 5 },
      { key: 'parts.jpg', line: 4, size: 5, digests: [{ algorithm: 'multipart', value: `${MD5}-2` }] },
    ]);
  });

  it('is read from a data file alone, its columns told by their form', async () => {
    for (const rows of [row('a%20b.jpg') + row('c.jpg'), `"b","a%20b.jpg","5","2023-08-19T05:01:41.000Z","${MD5}"\n`]) {
      const { format, entries } = await read(gzipSync(rows), 'data.csv.gz');
      expect(format).toBe('s3-inventory-csv');
      expect(entries[0]).toMatchObject({ key: 'a b.jpg', size: 5, digests: [{ value: MD5 }] });
    }
  });

  it('is read from Parquet, whose keys are plain', async () => {
    const path = join(scratchFolder(), 'data.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT 'b' AS bucket, 'a+%20.jpg' AS key, true AS is_latest, false AS is_delete_marker,
      CAST(5 AS BIGINT) AS size, '${MD5}' AS e_tag, 'SSE-S3' AS encryption_status)
      TO '${path}' (FORMAT parquet, COMPRESSION gzip)`);
    connection.closeSync();
    instance.closeSync();
    const { format, entries } = await readPath(path);
    expect({ format, entries }).toEqual({
      format: 's3-inventory-parquet',
      entries: [{ key: 'a+%2520.jpg', line: 1, size: 5, digests: [{ algorithm: 'md5', value: MD5 }] }],
    });
  });

  it('asks for data files that are not there, and for another format than ORC', async () => {
    const missing = inventory(SCHEMA, { 'a.csv.gz': gzipSync('') });
    writeFileSync(
      missing,
      JSON.stringify({ fileFormat: 'CSV', fileSchema: SCHEMA, files: [{ key: 'x/gone.csv.gz' }] }),
    );
    await expect(readPath(missing)).rejects.toMatchObject({
      key: 'sources.expect-no-data',
      data: { data: 'gone.csv.gz' },
    });
    await expect(readPath(inventory('struct<bucket:string>', {}, 'ORC'))).rejects.toMatchObject({
      key: 'sources.expect-orc',
    });
  });
});

describe('rclone lsjson', () => {
  it('is read with size, hashes and type', async () => {
    // rclone.org/commands/rclone_lsjson, with the comma after "hot" taken out that no JSON has, and a folder.
    const { format, entries, unread } = await read(`[
{
  "Hashes" : {
    "SHA-1" : "f572d396fae9206628714fb2ce00f72e94f2258f",
    "MD5" : "b1946ac92492d2347c6235b4d2611184",
    "DropboxHash" : "ecb65bb98f9d905b70458986c39fcbad7715e5f2fcc3b1f07767d7c83e2438cc"
  },
  "ID": "y2djkhiujf83u33",
  "OrigID": "UYOJVTUW00Q1RzTDA",
  "IsBucket" : false,
  "IsDir" : false,
  "MimeType" : "application/octet-stream",
  "ModTime" : "2017-05-31T16:15:57.034468261+01:00",
  "Name" : "file.txt",
  "Path" : "full/path/goes/here/file.txt",
  "Size" : 6,
  "Tier" : "hot"
},
{"Path":"full","Name":"full","Size":-1,"MimeType":"inode/directory","ModTime":"","IsDir":true},
{"Path":"a.jpg","Name":"a.jpg","Size":-1,"MimeType":"image/jpeg; charset=binary","ModTime":"","IsDir":false,"Hashes":{"sha256":"${'a'.repeat(64)}"}}
]`);
    expect({ format, unread }).toEqual({ format: 'rclone', unread: 0 });
    expect(entries).toEqual([
      {
        key: 'full/path/goes/here/file.txt',
        line: 2,
        size: 6,
        digests: [
          { algorithm: 'sha1', value: 'f572d396fae9206628714fb2ce00f72e94f2258f' },
          { algorithm: 'md5', value: 'b1946ac92492d2347c6235b4d2611184' },
        ],
        mime: 'application/octet-stream',
      },
      { key: 'a.jpg', line: 20, digests: [{ algorithm: 'sha256', value: 'a'.repeat(64) }], mime: 'image/jpeg' },
    ]);
  });
});

describe('files of checksums', () => {
  it('are read as sha256sum, md5sum and sha1sum of GNU coreutils write them', async () => {
    // As written by coreutils 9: text and binary mark, and a name with a line break and a backslash.
    const { format, entries, unread } = await read(
      [
        `${'a'.repeat(64)}  ./cats/a b.jpg`,
        `${MD5} *b.jpg`,
        `\\${'C'.repeat(40)}  c\\nd\\\\e.jpg`,
        '',
        '# made by hand',
        'nonsense',
        '',
      ].join('\n'),
    );
    expect({ format, unread }).toEqual({ format: 'checksums', unread: 1 });
    expect(entries).toEqual([
      { key: 'cats/a b.jpg', line: 1, digests: [{ algorithm: 'sha256', value: 'a'.repeat(64) }] },
      { key: 'b.jpg', line: 2, digests: [{ algorithm: 'md5', value: MD5 }] },
      { key: 'c\nd\\e.jpg', line: 3, digests: [{ algorithm: 'sha1', value: 'c'.repeat(40) }] },
    ]);
  });

  it('are read as BSD, --tag and openssl write them', async () => {
    const { entries } = await read(
      `SHA256 (a (1).jpg) = ${'a'.repeat(64)}\r\nMD5(b.jpg)= ${MD5}\r\nSHA2-512(c.jpg)= ${'b'.repeat(128)}\r\n`,
    );
    expect(entries.map(({ key, digests }) => [key, digests?.[0]?.algorithm])).toEqual([
      ['a (1).jpg', 'sha256'],
      ['b.jpg', 'md5'],
      ['c.jpg', 'sha512'],
    ]);
  });

  it('keep names that are no UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(`${MD5}  `), Uint8Array.of(0xc3, 0xa8, 0xff), Buffer.from('.jpg\n')]);
    expect((await read(name)).entries[0]?.key).toBe('è%FF.jpg');
  });
});

describe('what is no listing', () => {
  it('is refused by name', async () => {
    for (const content of ['', 'path,label\na.jpg,1\n', '{"images":[{"id":1}]}', '\x7fELF']) {
      await expect(read(content)).rejects.toMatchObject({ key: 'sources.expect-unknown' });
    }
    await expect(readPath('/no/such/listing')).rejects.toMatchObject({ key: 'sources.expect-unreadable' });
  });

  it('is refused when it is a bomb, or damaged', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(`${MD5}  a.jpg\n`), Buffer.alloc(64 * 2 ** 20, 'x')]));
    await expect(read(bomb)).rejects.toMatchObject({ key: 'sources.expect-bomb' });
    const cut = Buffer.concat([gzipSync(`${MD5}  a.jpg\n`).subarray(0, 12), Buffer.alloc(40, 0xff)]);
    await expect(read(cut)).rejects.toMatchObject({ key: 'sources.expect-damaged' });
    await expect(read('PAR1 and nothing else')).rejects.toMatchObject({ key: 'sources.expect-damaged' });
  });
});
