/** Help of a `--format` flag of a listing. */
export const formatHelp = `How to show each line:
'table':            A table with column headers (default)
'table TEMPLATE':   A table of the columns of a Go template
'json':             One JSON object per line
'TEMPLATE':         A line made by a Go template`;

/** Help of a `--format` flag of one object. */
export const templateHelp = `How to show it:
'json':             As JSON
'TEMPLATE':         As a Go template says`;
