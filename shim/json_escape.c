// Built for speed whatever the rest is built for: every byte of a container's output goes through here.
#pragma GCC optimize("O2")
#include "json_escape.h"

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

// Nonzero where a byte of `word` equals `byte` (exact for the lowest one found, which is all that is asked).
static inline uint64_t has_byte(uint64_t word, unsigned char byte) {
  uint64_t differences = word ^ (ONES * byte);
  return (differences - ONES) & ~differences & HIGHS;
}

static inline bool needs_care(uint64_t word) {
  uint64_t controls = (word - ONES * 0x20) & ~word & HIGHS;
  return (controls | (word & HIGHS) | has_byte(word, '"') | has_byte(word, '\\') | has_byte(word, '<') |
          has_byte(word, '>') | has_byte(word, '&')) != 0;
}

static inline bool is_plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\' && byte != '<' && byte != '>' && byte != '&';
}

// Length of the UTF-8 sequence at data, 0 when it is none (RFC 3629: no surrogates, nothing over U+10FFFF, shortest
// form).
static size_t sequence_length(const unsigned char *data, size_t left) {
  unsigned char first = data[0];
  size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || left < length)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((data[i] & 0xc0) != 0x80)
      return 0;
  if ((first == 0xe0 && data[1] < 0xa0) || (first == 0xed && data[1] > 0x9f) || (first == 0xf0 && data[1] < 0x90) ||
      (first == 0xf4 && data[1] > 0x8f))
    return 0;
  return length;
}

static char *put(char *out, const char *text, size_t length) {
  memcpy(out, text, length);
  return out + length;
}

static char *escape_ascii(char *out, unsigned char byte) {
  static const char digits[] = "0123456789abcdef";
  *out++ = '\\';
  if (byte == '"' || byte == '\\')
    *out++ = (char)byte;
  else if (byte == '\n')
    *out++ = 'n';
  else if (byte == '\r')
    *out++ = 'r';
  else {
    out = put(out, "u00", 3);
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 15];
  }
  return out;
}

static char *escape_sequence(char *out, const unsigned char *data, size_t length) {
  if (length == 0)
    return put(out, "\\ufffd", 6);
  if (length == 3 && data[0] == 0xe2 && data[1] == 0x80 && (data[2] == 0xa8 || data[2] == 0xa9))
    return put(out, data[2] == 0xa8 ? "\\u2028" : "\\u2029", 6);
  return put(out, (const char *)data, length);
}

char *json_escape(char *out, const unsigned char *data, size_t length) {
  size_t i = 0;
  while (i < length) {
    uint64_t word;
    while (length - i >= sizeof(word)) {
      memcpy(&word, data + i, sizeof(word));
      if (needs_care(word))
        break;
      memcpy(out, &word, sizeof(word));
      out += sizeof(word);
      i += sizeof(word);
    }
    while (i < length && is_plain(data[i]))
      *out++ = (char)data[i++];
    if (i == length)
      break;
    if (data[i] < 0x80) {
      out = escape_ascii(out, data[i++]);
      continue;
    }
    size_t sequence = sequence_length(data + i, length - i);
    out = escape_sequence(out, data + i, sequence);
    i += sequence == 0 ? 1 : sequence;
  }
  return out;
}
