export {
  type Change,
  firstMoment,
  isZone,
  lastChange,
  momentsOf,
  nextChange,
  offsetAt,
  wallAt,
  zoneNames,
} from "./zone.ts";
