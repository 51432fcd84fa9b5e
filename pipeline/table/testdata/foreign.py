# Writes foreign.parquet, which has a column of every kind that pyarrow knows.
import pyarrow as pa, pyarrow.parquet as pq, datetime as d, decimal

n = [1,None,3]
t = pa.table({
 'i8':pa.array(n,pa.int8()),'u16':pa.array(n,pa.uint16()),'u32':pa.array([4294967295,1,2],pa.uint32()),'u64':pa.array([2**64-1,1,2],pa.uint64()),
 'i32n':pa.array(n,pa.int32()),'i32':pa.array([1,2,3],pa.int32()),'f':pa.array([1.5,None,2],pa.float32()),'b':pa.array([True,False,None]),'bb':pa.array([True,False,True]),
 's':pa.array(['a',None,'ü']),'s2':pa.array(['a','','ü']),'bin':pa.array([b'\x00a',None,b'z']),'fsb':pa.array([b'ab',b'cd',None],pa.binary(2)),
 'd':pa.array([d.date(2020,1,2),None,d.date(1960,1,1)]),'ts':pa.array([d.datetime(2020,1,2,3,4,5,678),None,None],pa.timestamp('us')),'tz':pa.array([d.datetime(2020,1,2),None,None],pa.timestamp('ms',tz='UTC')),'tn':pa.array([1,2,3],pa.timestamp('ns')),
 'tm':pa.array([d.time(1,2,3),None,None],pa.time64('us')),'dec':pa.array([decimal.Decimal('1.23'),None,decimal.Decimal('-4.56')],pa.decimal128(10,2)),
 'l':pa.array([[1.5,None],[],None],pa.list_(pa.float32())),'l2':pa.array([[1.5],[],[2,3]],pa.list_(pa.float64())),'ls':pa.array([['a,b'],[],None],pa.list_(pa.string())),
 'll':pa.array([[[1],[2,3]],[],[[],[4]]],pa.list_(pa.list_(pa.int32()))),
 'st':pa.array([{'x':1,'y':'q'},None,{'x':None,'y':'z'}]),'lst':pa.array([[{'x':1,'y':'q'}],None,[]],pa.list_(pa.struct([('x',pa.int64()),('y',pa.string())]))),
 'f16':pa.array([1.5,None,2],pa.float16()) , 'dict':pa.array(['p','q','p']).dictionary_encode(), 'li':pa.array([1,2,3],pa.int64()),'du':pa.array([1,2,3],pa.duration('s')),
 'map':pa.array([[('k',1)],[],None],pa.map_(pa.string(),pa.int32())),
})
pq.write_table(t, "foreign.parquet")
