"""Writes Parquet files and, beside each, what every row must come back as: the JSON text of its values, by the writer's own understanding of them."""
import base64, datetime as dt, decimal, json, math, os, random, struct, sys, uuid
import duckdb, pyarrow as pa, pyarrow.parquet as pq

out = sys.argv[1]
random.seed(int(sys.argv[2]))
decimal.getcontext().prec = 80
ROWS = int(sys.argv[3])
EPOCH = dt.date(1970, 1, 1)


def number(value):
    if math.isnan(value): return '"NaN"'
    if math.isinf(value): return '"Infinity"' if value > 0 else '"-Infinity"'
    return ('float', value)


def clock(units, digits):
    seconds, rest = divmod(units, 10 ** digits)
    return f'{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:0{digits}}'


def stamp(units, digits, utc):
    days, rest = divmod(units, 86400 * 10 ** digits)
    return f'"{(EPOCH + dt.timedelta(days=days)).isoformat()}T{clock(rest, digits)}{"Z" if utc else ""}"'


def integers(bits, signed=True):
    low, high = (-2 ** (bits - 1), 2 ** (bits - 1) - 1) if signed else (0, 2 ** bits - 1)
    return lambda: random.choice([low, high, 0, random.randint(low, high), random.randint(0, 9)])


def decimals(digits, scale):
    return lambda: decimal.Decimal(random.choice([0, 1, -1, 10 ** digits - 1, 1 - 10 ** digits, random.randint(-10 ** digits, 10 ** digits) // 7])).scaleb(-scale)


def text():
    return ''.join(random.choice(['a', 'é', '😀', '"', '\\', '\n', '\x00', ' ', 'long ' * 9]) for _ in range(random.randint(0, 6)))


US = {'s': 0, 'ms': 3, 'us': 6, 'ns': 9}
quote = lambda value: json.dumps(value, ensure_ascii=False)
b64 = lambda value: '"' + base64.b64encode(value).decode() + '"'
moment = lambda digits: lambda: random.randint(-3 * 10 ** 9, 7 * 10 ** 9) * 10 ** digits + random.randint(0, max(0, 10 ** digits - 1))
# name: (type, a value, the value's JSON text)
COLUMNS = {
    'bool': (pa.bool_(), lambda: random.random() < .5, lambda v: str(v).lower()),
    **{f'int{b}': (getattr(pa, f'int{b}')(), integers(b), str) for b in (8, 16, 32, 64)},
    **{f'uint{b}': (getattr(pa, f'uint{b}')(), integers(b, False), str) for b in (8, 16, 32, 64)},
    'half': (pa.float16(), lambda: float(random.choice([0.5, -2.25, 65504.0, 2 ** -24, math.inf])), number),
    'float': (pa.float32(), lambda: struct.unpack('f', struct.pack('f', random.choice([0.1, -1e30, 3.5, math.nan, random.random()])))[0], number),
    'double': (pa.float64(), lambda: random.choice([0.1, -1e300, 5e-324, -math.inf, random.random()]), number),
    'dec5': (pa.decimal128(5, 2), decimals(5, 2), lambda v: format(v, 'f')),
    'dec18': (pa.decimal128(18, 0), decimals(18, 0), lambda v: format(v, 'f')),
    'dec38': (pa.decimal128(38, 10), decimals(38, 10), lambda v: format(v, 'f')),
    'dec76': (pa.decimal256(76, 38), decimals(76, 38), lambda v: format(v, 'f')),
    'string': (pa.string(), text, quote),
    'large é"': (pa.large_string(), text, quote),
    'binary': (pa.binary(), lambda: random.randbytes(random.randint(0, 9)), b64),
    'fixed': (pa.binary(5), lambda: random.randbytes(5), b64),
    'uuid': (pa.uuid(), lambda: random.randbytes(16), lambda v: quote(str(uuid.UUID(bytes=v)))),
    'date': (pa.date32(), lambda: random.choice([dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(2024, 2, 29)]), lambda v: quote(v.isoformat())),
    'time_ms': (pa.time32('ms'), lambda: random.randint(0, 86399999), lambda v: f'"{clock(v, 3)}"'),
    'time_us': (pa.time64('us'), lambda: random.randint(0, 86399999999), lambda v: f'"{clock(v, 6)}"'),
    'time_ns': (pa.time64('ns'), lambda: random.randint(0, 86399999999999), lambda v: f'"{clock(v, 9)}"'),
    **{f'ts_{unit}{zone or ""}': (pa.timestamp(unit, zone), moment(US[unit]), (lambda unit, zone: lambda v: stamp(v, US[unit], zone is not None))(unit, zone))
       for unit in ('ms', 'us', 'ns') for zone in (None, 'UTC')},
    'dictionary': (pa.dictionary(pa.int32(), pa.string()), lambda: random.choice(['red', 'green', 'blüe']), quote),
    'constant': (pa.string(), lambda: 'always the same', quote),
    'nothing': (pa.null(), lambda: None, None),
}


def array(kind, values):
    if isinstance(kind, pa.DictionaryType): return pa.array(values, pa.string()).dictionary_encode()
    if isinstance(kind, pa.UuidType): return pa.ExtensionArray.from_storage(kind, pa.array(values, pa.binary(16)))
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind): return pa.array(values, pa.int64()).cast(kind)
    if pa.types.is_time32(kind): return pa.array(values, pa.int32()).cast(kind)
    return pa.array(values, kind)


def expected(name, columns):
    with open(os.path.join(out, name + '.jsonl'), 'w', encoding='utf-8') as file:
        for row in zip(*columns.values()):
            members = []
            for key, value in zip(columns, row):
                if isinstance(value, tuple): value = '{"float":' + repr(value[1]) + '}'
                members.append(quote(key) + ':' + value)
            file.write('{' + ','.join(members) + '}\n')


def write(name, rows=None, required=False, **options):
    rows = ROWS if rows is None else rows
    fields, arrays, texts = [], [], {}
    for column, (kind, make, show) in COLUMNS.items():
        if required and column == 'nothing': continue
        values = [None if not required and (column == 'nothing' or random.random() < .2) else make() for _ in range(rows)]
        fields.append(pa.field(column, kind, nullable=not required))
        arrays.append(array(kind, values))
        texts[column] = ['null' if value is None else show(value) for value in values]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    pq.write_table(table, os.path.join(out, name + '.parquet'), **options)
    expected(name, texts)


for codec in ('none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'):
    write(f'pyarrow-{codec}', compression=codec, row_group_size=max(1, ROWS // 3))
write('pyarrow-v2-pages', data_page_version='2.0', row_group_size=ROWS, data_page_size=256)
write('pyarrow-v2-zstd', data_page_version='2.0', compression='zstd')
write('pyarrow-plain', use_dictionary=False, data_page_size=128)
write('pyarrow-required', required=True)
write('pyarrow-no-rows', rows=0)
write('pyarrow-one-row', rows=1)
DELTA = {'int32': 'DELTA_BINARY_PACKED', 'int64': 'DELTA_BINARY_PACKED', 'ts_us': 'DELTA_BINARY_PACKED', 'string': 'DELTA_BYTE_ARRAY', 'large é"': 'DELTA_LENGTH_BYTE_ARRAY',
         'binary': 'DELTA_BYTE_ARRAY', 'float': 'BYTE_STREAM_SPLIT', 'double': 'BYTE_STREAM_SPLIT', 'fixed': 'BYTE_STREAM_SPLIT', 'bool': 'RLE'}
write('pyarrow-deltas', use_dictionary=False, column_encoding=DELTA, data_page_version='2.0')
write('pyarrow-deltas-v1', use_dictionary=False, column_encoding=DELTA, compression='none')

# INT96, which older writers have for timestamps.
values = [None if random.random() < .2 else moment(9)() for _ in range(ROWS)]
pq.write_table(pa.table({'t': array(pa.timestamp('ns'), values)}), os.path.join(out, 'pyarrow-int96.parquet'), use_deprecated_int96_timestamps=True)
expected('pyarrow-int96', {'t': ['null' if v is None else stamp(v, 9, False) for v in values]})

# Structures are flattened by option; lists and maps are not rows.
inner = [None if random.random() < .3 else {'a': random.choice([None, 1]), 'b': {'c': 'x'}} for _ in range(ROWS)]
kind = pa.struct([('a', pa.int32()), ('b', pa.struct([('c', pa.string())]))])
pq.write_table(pa.table({'id': list(range(ROWS)), 's': pa.array(inner, kind)}), os.path.join(out, 'struct.parquet'))
show = lambda value: 'null' if value is None else json.dumps(value)
expected('struct', {'id': [str(n) for n in range(ROWS)], 's.a': [show(v and v['a']) for v in inner], 's.b.c': [show(v and v['b']['c']) for v in inner]})
pq.write_table(pa.table({'l': pa.array([[1], []], pa.list_(pa.int32()))}), os.path.join(out, 'list.parquet'))
pq.write_table(pa.table({'m': pa.array([[('k', 1)]], pa.map_(pa.string(), pa.int32()))}), os.path.join(out, 'map.parquet'))
pq.write_table(pa.table({'s': pa.array([{'l': [1]}], pa.struct([('l', pa.list_(pa.int32()))]))}), os.path.join(out, 'struct-of-list.parquet'))

# Where each row group begins, by the writer's own metadata.
names = [random.choice(['Zoë', '', 'a "b"', None]) for _ in range(ROWS)]
pq.write_table(pa.table({'id': list(range(ROWS)), 'name': names}), os.path.join(out, 'groups.parquet'), row_group_size=max(1, ROWS // 3))
expected('groups', {'id': [str(n) for n in range(ROWS)], 'name': ['null' if v is None else json.dumps(v, ensure_ascii=False) for v in names]})
groups = pq.ParquetFile(os.path.join(out, 'groups.parquet')).metadata
places = [groups.row_group(n).column(0).data_page_offset for n in range(groups.num_row_groups) for _ in range(groups.row_group(n).num_rows)]
with open(os.path.join(out, 'groups.places.json'), 'w') as file: json.dump(places, file)

# Bombs: few bytes, many rows or large pages.
zeros = pa.nulls(3_000_000, pa.int32()).fill_null(0)
pq.write_table(pa.table({'a': pa.DictionaryArray.from_arrays(zeros, ['a' * 1000])}), os.path.join(out, 'bomb-rows.parquet'))
pq.write_table(pa.table({'a': ['\x00' * 90_000_000]}), os.path.join(out, 'bomb-page.parquet'), compression='zstd', use_dictionary=False)

# DuckDB, with its own expectation: its values cast to text.
db = duckdb.connect()
SELECT = f"""SELECT CAST(i % 7 = 0 AS BOOLEAN) AS "bool", CAST(i - 50 AS TINYINT) AS "tiny", CAST(i * 300 AS SMALLINT) AS "small", CAST(i * 7919 - 99 AS INTEGER) AS "int",
  9223372036854775807 - i AS "big", CAST(18446744073709551615 - i AS UBIGINT) AS "ubig", CAST(i AS UINTEGER) AS "uint", CAST(i * 1.25 AS DECIMAL(9, 3)) AS "dec9",
  CAST(i * 1.25 AS DECIMAL(38, 12)) AS "dec38", CASE WHEN i % 3 = 0 THEN NULL ELSE 'té "' || i END AS "text", DATE '1969-12-25' + CAST(i AS INTEGER) AS "date",
  TIMESTAMP '1969-12-31 23:59:59.123456' + INTERVAL (i) MINUTE AS "ts", TIME '00:00:00.000001' + INTERVAL (i) SECOND AS "time",
  CAST('00000000-0000-4000-8000-' || lpad(CAST(i AS VARCHAR), 12, '0') AS UUID) AS "uuid", CAST(i / 8 AS DOUBLE) AS "double" FROM range({min(ROWS, 100)}) t(i)"""
for codec in ('uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'):
    db.execute(f"COPY ({SELECT}) TO '{out}/duckdb-{codec}.parquet' (FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE 2048)")
    for row_format, name in (('V1', f'duckdb-{codec}'),):
        names = [c[0] for c in db.execute(SELECT).description]
        cast = ', '.join(f'CAST("{n}" AS VARCHAR)' for n in names)
        rows = db.execute(f'SELECT {cast} FROM ({SELECT}) ORDER BY "big" DESC').fetchall()
        columns = {}
        for n, column in zip(names, zip(*rows)):
            def show(v, n=n):
                if v is None: return 'null'
                if n == 'double': return ('float', float(v))
                if n == 'ts': return f'"{v.replace(" ", "T")}' + ('' if '.' in v else '.000000') + '"' if not '.' in v else '"' + v.replace(' ', 'T').split('.')[0] + '.' + v.split('.')[1].ljust(6, '0') + '"'
                if n == 'time': return '"' + v.split('.')[0] + '.' + (v.split('.')[1] if '.' in v else '').ljust(6, '0') + '"'
                return quote(v) if n in ('text', 'date', 'uuid') else v
            columns[n] = [show(v) for v in column]
        expected(name, columns)
