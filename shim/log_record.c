#pragma GCC optimize("O2")
#include "log_record.h"

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

static inline bool has_quote_or_backslash(uint64_t word) {
  uint64_t quotes = word ^ (ONES * '"'), slashes = word ^ (ONES * '\\');
  return ((((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes)) & HIGHS) != 0;
}

// From behind an opening quote to the closing one; NULL when there is none.
static const char *string_end(const char *at, const char *end) {
  uint64_t word;
  for (;;) {
    while (end - at >= (ptrdiff_t)sizeof(word)) {
      memcpy(&word, at, sizeof(word));
      if (has_quote_or_backslash(word))
        break;
      at += sizeof(word);
    }
    while (at < end && *at != '"' && *at != '\\')
      at++;
    if (at >= end)
      return NULL;
    if (*at == '"')
      return at;
    at += 2;
  }
}

static const char *skip_space(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
    at++;
  return at;
}

// A string at `at`; returns what follows it, or NULL.
static const char *take_string(const char *at, const char *end, struct text *text) {
  if (at >= end || *at != '"')
    return NULL;
  const char *close = string_end(at + 1, end);
  if (close == NULL)
    return NULL;
  *text = (struct text){.data = at + 1, .length = (size_t)(close - at - 1)};
  return close + 1;
}

// An object that holds strings only, or null.
static const char *take_object(const char *at, const char *end, struct text *text) {
  const char *start = at;
  struct text ignored;
  if (end - at >= 4 && memcmp(at, "null", 4) == 0)
    return at + 4;
  while (at != NULL && at < end && *at != '}')
    at = *at == '"' ? take_string(at, end, &ignored) : at + 1;
  if (at == NULL || at >= end)
    return NULL;
  *text = (struct text){.data = start, .length = (size_t)(at + 1 - start)};
  return at + 1;
}

static bool is_named(struct text name, const char *wanted) {
  return name.length == strlen(wanted) && memcmp(name.data, wanted, name.length) == 0;
}

static const char *take_member(const char *at, const char *end, struct log_record *record) {
  struct text name, ignored, *place = &ignored;
  at = take_string(at, end, &name);
  if (at == NULL || (at = skip_space(at, end)) >= end || *at++ != ':')
    return NULL;
  at = skip_space(at, end);
  if (is_named(name, "attrs"))
    return take_object(at, end, &record->attributes);
  if (is_named(name, "log"))
    place = &record->log;
  else if (is_named(name, "stream"))
    place = &record->stream;
  else if (is_named(name, "time"))
    place = &record->time;
  return take_string(at, end, place);
}

bool log_record_parse(const char *line, size_t length, struct log_record *record) {
  const char *end = line + length, *at = skip_space(line, end);
  *record = (struct log_record){0};
  if (at >= end || *at != '{')
    return false;
  do {
    at = take_member(skip_space(at + 1, end), end, record);
    if (at == NULL)
      return false;
    at = skip_space(at, end);
  } while (at < end && *at == ',');
  return at < end && *at == '}' && record->time.length > 0;
}

bool log_attribute_next(const char **at, const char *end, struct text *name, struct text *value) {
  const char *here = *at;
  while (here < end && *here != '"')
    here++;
  here = take_string(here, end, name);
  while (here != NULL && here < end && *here != '"')
    here++;
  here = here == NULL ? NULL : take_string(here, end, value);
  *at = here;
  return here != NULL;
}

static int hex_digits(const char *at, const char *end) {
  int value = 0;
  if (end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    char digit = at[i];
    int part = digit >= '0' && digit <= '9'                 ? digit - '0'
               : (digit | 32) >= 'a' && (digit | 32) <= 'f' ? (digit | 32) - 'a' + 10
                                                            : -1;
    if (part < 0)
      return -1;
    value = value * 16 + part;
  }
  return value;
}

static char *put_code_point(char *out, int code) {
  if (code < 0x80) {
    *out++ = (char)code;
    return out;
  }
  if (code < 0x800) {
    *out++ = (char)(0xc0 | code >> 6);
  } else {
    if (code < 0x10000)
      *out++ = (char)(0xe0 | code >> 12);
    else {
      *out++ = (char)(0xf0 | code >> 18);
      *out++ = (char)(0x80 | (code >> 12 & 63));
    }
    *out++ = (char)(0x80 | (code >> 6 & 63));
  }
  *out++ = (char)(0x80 | (code & 63));
  return out;
}

// Behind `\u`: one code point, of one or two escapes.
static const char *take_unicode(const char *at, const char *end, char **out) {
  int code = hex_digits(at, end);
  at += code < 0 ? 0 : 4;
  if (code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
    int low = hex_digits(at + 2, end);
    if (low >= 0xdc00 && low < 0xe000) {
      *out = put_code_point(*out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
      return at + 6;
    }
  }
  *out = put_code_point(*out, code < 0 || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code);
  return at;
}

static char simple_escape(char letter) {
  switch (letter) {
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  default:
    return letter;
  }
}

char *json_unescape(char *out, struct text text) {
  const char *at = text.data, *end = at + text.length;
  while (at < end) {
    const char *escape = memchr(at, '\\', (size_t)(end - at));
    size_t plain = (size_t)((escape == NULL ? end : escape) - at);
    memcpy(out, at, plain);
    out += plain;
    if (escape == NULL || escape + 1 >= end)
      break;
    at = escape + 2;
    if (escape[1] == 'u')
      at = take_unicode(at, end, &out);
    else
      *out++ = simple_escape(escape[1]);
  }
  return out;
}

static int64_t number_at(struct text text, size_t from, size_t digits) {
  int64_t value = 0;
  for (size_t i = from; i < from + digits; i++) {
    if (i >= text.length || text.data[i] < '0' || text.data[i] > '9')
      return -1;
    value = value * 10 + (text.data[i] - '0');
  }
  return value;
}

// Days since the epoch of a date of the proleptic Gregorian calendar.
static int64_t days_of(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = year / 400, year_of_era = year % 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

int64_t log_time_parse(struct text time) {
  int64_t year = number_at(time, 0, 4), month = number_at(time, 5, 2), day = number_at(time, 8, 2);
  int64_t hour = number_at(time, 11, 2), minute = number_at(time, 14, 2), second = number_at(time, 17, 2);
  if (year < 0 || month < 1 || day < 1 || hour < 0 || minute < 0 || second < 0)
    return INT64_MIN;
  size_t at = 19;
  int64_t nanoseconds = 0, scale = 100000000;
  if (at < time.length && time.data[at] == '.')
    for (at++; at < time.length && time.data[at] >= '0' && time.data[at] <= '9'; at++, scale /= 10)
      nanoseconds += (time.data[at] - '0') * scale;
  int64_t offset = 0;
  if (at < time.length && (time.data[at] == '+' || time.data[at] == '-'))
    offset = (number_at(time, at + 1, 2) * 60 + number_at(time, at + 4, 2)) * (time.data[at] == '+' ? 60 : -60);
  int64_t seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  return seconds * 1000000000 + nanoseconds;
}
