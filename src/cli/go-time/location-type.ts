import { type GoType, type Method, pointerTo } from "#formats/go-template/type.ts";
import { goString, type StructData, Value } from "#formats/go-template/value.ts";
import { localTimeZone } from "../machine/time-zone.ts";
import { utc, type Zone } from "./moment.ts";

/** Go's `time.Location`: it shows nothing of itself but its name. */
class Location implements StructData {
  constructor(readonly zone: Zone) {}

  field(): undefined {
    return undefined;
  }
}

/** `UTC`, `Local`, and nothing for one that a time was written with. */
function nameOf({ isLocal, name }: Zone): string {
  return isLocal === true ? localTimeZone().name : name;
}

const ofText: Method = { params: [], call: (_, receiver) => goString(nameOf((receiver.data as Location).zone)) };

const location: GoType = { kind: "struct", name: "time.Location", fields: [], methods: new Map([["String", ofText]]) };

/** `*time.Location`. */
export const locationPointer: GoType = {
  ...pointerTo(location),
  stringer: ({ target }) => nameOf((target?.data as Location | undefined)?.zone ?? utc),
};

/** One for each place: Go compares pointers. */
const places = new Map<string, Value>();

export function locationOf(zone: Zone): Value {
  const made = new Value(location, new Location(zone));
  const place = zone.isLocal === true ? "Local" : zone.name;
  // A time that was written with an offset has a place of its own.
  if (place === "") return new Value(locationPointer, made);
  const known = places.get(place) ?? made;
  places.set(place, known);
  return new Value(locationPointer, known);
}

/** The zone of a pointer to a location. */
export function zoneOfLocation(value: Value | undefined): Zone | undefined {
  const data = value?.target?.data;
  return data instanceof Location ? data.zone : undefined;
}

/** As Go would have it in a source. */
export function locationSource(zone: Zone): string {
  if (zone.isLocal === true) return "time.Local";
  return zone.name === "UTC" ? "time.UTC" : `time.Location(${JSON.stringify(zone.name)})`;
}
