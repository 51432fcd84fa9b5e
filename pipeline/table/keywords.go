package table

import "strings"

// keyword reports that SQL keeps a word: a column of that name has to be quoted in
// every query, and a query that does not is an error, or means something else.
func keyword(name string) bool {
	return name != "" && strings.Contains(sqlKeywords, " "+name+" ")
}

// sqlKeywords are the reserved words of SQL:2016, SQLite's keywords, and those of
// DuckDB that cannot name a column, a function or a type.
const sqlKeywords = ` abort abs acos action add after all allocate alter always analyse analyze and anti any are array array_agg ` +
	` array_max_cardinality as asc asensitive asin asof asymmetric at atan atomic attach authorization ` +
	` autoincrement avg before begin begin_frame begin_partition between bigint binary bit blob boolean both by ` +
	` call called cardinality cascade cascaded case cast ceil ceiling char char_length character character_length ` +
	` check classifier clob close coalesce collate collation collect column columns commit concurrently condition ` +
	` conflict connect constraint contains convert copy corr corresponding cos cosh count covar_pop covar_samp ` +
	` create cross cube cume_dist current current_catalog current_date current_default_transform_group ` +
	` current_path current_role current_row current_schema current_time current_timestamp ` +
	` current_transform_group_for_type current_user cursor cycle database date day deallocate dec decfloat decimal ` +
	` declare default deferrable deferred define delete dense_rank deref desc describe detach deterministic ` +
	` disconnect distinct do double drop dynamic each element else empty end end_frame end_partition equals escape ` +
	` every except exclude exclusive exec execute exists exp explain external extract fail false fetch filter ` +
	` first first_value float floor following for foreign frame_row free freeze from full function fusion ` +
	` generated get glob global grant group grouping grouping_id groups having hold hour identity if ignore ilike ` +
	` immediate in index indexed indicator initial initially inner inout insensitive insert instead int integer ` +
	` intersect intersection interval into is isnull join json_array json_arrayagg json_exists json_object ` +
	` json_objectagg json_query json_table json_table_primitive json_value key lag lambda language large last ` +
	` last_value lateral lead leading left like like_regex limit listagg ln local localtime localtimestamp log ` +
	` log10 lower map match match_number match_recognize matches materialized max member merge method min minute ` +
	` mod modifies module month multiset national natural nchar nclob new no none normalize not nothing notnull ` +
	` nth_value ntile null nullif nulls numeric occurrences_regex octet_length of offset old omit on one only open ` +
	` or order others out outer over overlaps overlay parameter partition pattern per percent percent_rank ` +
	` percentile_cont percentile_disc period pivot pivot_longer pivot_wider placing plan portion position ` +
	` position_regex positional power pragma precedes preceding precision prepare primary procedure ptf qualify ` +
	` query raise range rank reads real recursive ref references referencing regexp regr_avgx regr_avgy regr_count ` +
	` regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reindex release rename replace restrict result ` +
	` return returning returns revoke right rollback rollup row row_number rows running savepoint scope scroll ` +
	` search second seek select semi sensitive session_user set setof show similar sin sinh skip smallint some ` +
	` specific specifictype sql sqlexception sqlstate sqlwarning sqrt start static stddev_pop stddev_samp struct ` +
	` submultiset subset substring substring_regex succeeds sum summarize symmetric system system_time system_user ` +
	` table tablesample tan tanh temp temporary then ties time timestamp timezone_hour timezone_minute to trailing ` +
	` transaction translate translate_regex translation treat trigger trim trim_array true truncate try_cast tuple ` +
	` uescape unbounded union unique unknown unnest unpack unpivot update upper user using vacuum value value_of ` +
	` values var_pop var_samp varbinary varchar variadic varying verbose versioning view virtual when whenever ` +
	` where width_bucket window with within without xmlattributes xmlconcat xmlelement xmlexists xmlforest ` +
	` xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable year `
