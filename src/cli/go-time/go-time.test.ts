import { expect, test } from "bun:test";
import { compileTemplate, runTemplate } from "../format/template.ts";
import { convert } from "../inspect/typed-value.ts";
import { localTimeZone } from "../machine/time-zone.ts";
import { formatLayout } from "./layout.ts";
import { Moment } from "./moment.ts";
import { timeType } from "./time-type.ts";

function shown(time: string, template: string): string {
  return runTemplate(compileTemplate(template), convert(time, timeType));
}

const time = "2024-03-05T04:07:09.012345678Z";

test.each([
  ["{{.Year}} {{.Month}} {{printf `%d` .Month}} {{.Day}} {{.YearDay}} {{.Weekday}}", "2024 March 3 5 65 Tuesday"],
  ["{{.Hour}}:{{.Minute}}:{{.Second}} {{.Nanosecond}}", "4:7:9 12345678"],
  [
    "{{.Unix}} {{.UnixMilli}} {{.UnixMicro}} {{.UnixNano}}",
    "1709611629 1709611629012 1709611629012345 1709611629012345678",
  ],
  [
    "{{.}} {{.String}} {{.IsZero}} {{json .}}",
    `2024-03-05 04:07:09.012345678 +0000 UTC 2024-03-05 04:07:09.012345678 +0000 UTC false "${time}"`,
  ],
  [
    "{{(.AddDate 0 1 27).Format `2006-01-02`}} {{.Add 1500000000}}",
    "2024-05-02 2024-03-05 04:07:10.512345678 +0000 UTC",
  ],
  [
    "{{.Before (.Add 1)}} {{.After .}} {{.Equal .UTC}} {{.Compare (.Add -1)}} {{.Sub (.AddDate 0 0 -1)}}",
    "true false true 1 24h0m0s",
  ],
  ["{{.Round 1000000000}} {{.Round 200000000000}}", "2024-03-05 04:07:09 +0000 UTC 2024-03-05 04:06:40 +0000 UTC"],
  [
    "{{.Truncate 3600000000000}} {{.Truncate 0}}",
    "2024-03-05 04:00:00 +0000 UTC 2024-03-05 04:07:09.012345678 +0000 UTC",
  ],
  ["{{(.Sub (.AddDate 0 0 -1)).Hours}}", "24"],
  [
    "{{.Location}} {{.Local.Location}} {{.Location.String}} {{json .Location}} {{printf `%T` .Location}}",
    `UTC ${localTimeZone().name} UTC {} *time.Location`,
  ],
  ["{{eq .Location .UTC.Location}} {{eq .Location .Local.Location}}", "true false"],
  ["{{.In .Location}} {{.IsDST}}", "2024-03-05 04:07:09.012345678 +0000 UTC false"],
  [
    "{{.GoString}} {{printf `%#v` .UTC}}",
    "time.Date(2024, time.March, 5, 4, 7, 9, 12345678, time.UTC) time.Date(2024, time.March, 5, 4, 7, 9, 12345678, time.UTC)",
  ],
  ["{{printf `%s %s` .MarshalText .MarshalJSON}}", `${time} "${time}"`],
  [
    "{{.MarshalBinary}} {{printf `%#v` (slice .GobEncode 13)}}",
    "[1 0 0 0 14 221 120 145 109 0 188 97 78 255 255] []byte{0xff, 0xff}",
  ],
])("a template asks a time: %s", (template, text) => {
  expect(shown(time, template)).toBe(text);
});

test("a time of before 1970, one of another zone and none", () => {
  expect(shown("1969-12-31T23:59:58.5Z", "{{.Unix}} {{.UnixMilli}} {{.Nanosecond}} {{.Second}}")).toBe(
    "-2 -1500 500000000 58",
  );
  expect(shown("2024-12-31T23:30:00-01:30", "{{.}} {{.Hour}} {{.UTC}} {{.Format `MST Z0700`}}")).toBe(
    "2024-12-31 23:30:00 -0130 -0130 23 2025-01-01 01:00:00 +0000 UTC -0130 -0130",
  );
  expect(shown("2024-12-31T23:30:00-01:30", "{{.GoString}} {{slice .MarshalBinary 13}}")).toBe(
    'time.Date(2024, time.December, 31, 23, 30, 0, 0, time.Location("")) [255 166]',
  );
  expect(shown("", "{{.IsZero}} {{.Year}} {{.}}")).toBe("true 1 0001-01-01 00:00:00 +0000 UTC");
});

test.each([
  ["Mon Jan _2 15:04:05 2006", "Tue Mar  5 04:07:09 2024"],
  ["Monday, 02-Jan-06 15:04:05 MST", "Tuesday, 05-Mar-24 04:07:09 UTC"],
  ["2006-01-02T15:04:05.999999999Z07:00", "2024-03-05T04:07:09.012345678Z"],
  ["3:04PM 03pm 4 5 1/2", "4:07AM 04am 7 9 3/5"],
  ["15.000 15,99 .000000000000 05.0001", "04.012 04,01 .012345678 09.0003"],
  ["-07 -0700 -07:00 -07:00:00 -070000 Z07", "+00 +0000 +00:00 +00:00:00 +000000 Z"],
  ["002 __2 _2006 January Janet Money", "065  65 _2024 March Janet Money"],
])("a layout is followed: %s", (layout, text) => {
  expect(formatLayout(Moment.of(time).clock(), layout)).toBe(text);
});
