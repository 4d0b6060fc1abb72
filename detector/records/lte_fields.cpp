#include "detector/records/lte_fields.hpp"

#include <algorithm>
#include <array>

#include "detector/records/rfc3339.hpp"

namespace cellwarden::records {

lte::Duplex take_duplex(Fields& fields) {
  return fields.named<lte::Duplex>("duplex", {lte::Duplex::kFdd, lte::Duplex::kTdd}, lte::to_string);
}

lte::CyclicPrefix take_cyclic_prefix(Fields& fields) {
  return fields.named<lte::CyclicPrefix>(
      "cyclic_prefix", {lte::CyclicPrefix::kNormal, lte::CyclicPrefix::kExtended}, lte::to_string);
}

std::optional<lte::Mib> take_mib(Fields& fields, const nlohmann::json* object, bool with_sfn) {
  constexpr std::array<std::uint8_t, 6> kBandwidths{6, 15, 25, 50, 75, 100};
  constexpr std::array<std::uint8_t, 3> kPorts{1, 2, 4};
  if (object == nullptr) return std::nullopt;
  if (!object->is_object()) {
    fields.fail("mib", "is no object");
    return std::nullopt;
  }
  Fields in(*object);
  lte::Mib mib;
  mib.bandwidth_rb = in.whole<std::uint8_t>("bandwidth_rb");
  mib.ports = in.whole<std::uint8_t>("ports");
  mib.phich_duration = in.named<lte::PhichDuration>(
      "phich_duration", {lte::PhichDuration::kNormal, lte::PhichDuration::kExtended}, lte::to_string);
  mib.phich_resource = in.named<lte::PhichResource>("phich_resource",
                                                    {lte::PhichResource::kOneSixth, lte::PhichResource::kHalf,
                                                     lte::PhichResource::kOne, lte::PhichResource::kTwo},
                                                    lte::to_string);
  if (with_sfn) mib.sfn = in.whole<std::uint16_t>("sfn", 0, lte::kSfnPeriod_frames - 1);
  mib.spare = in.optional_whole<std::uint16_t>("spare", 0, 1023).value_or(0);
  if (std::ranges::find(kBandwidths, mib.bandwidth_rb) == kBandwidths.end())
    in.fail("bandwidth_rb", "is no LTE bandwidth");
  if (std::ranges::find(kPorts, mib.ports) == kPorts.end()) in.fail("ports", "is none of 1, 2, 4");
  if (!in.ok()) {
    fields.fail("mib:", in.problem());
    return std::nullopt;
  }
  return mib;
}

std::optional<Time> take_time(Fields& fields, const char* key) {
  if (fields.find(key) == nullptr) return std::nullopt;
  const auto time = parse_rfc3339(fields.text(key));
  if (!time) fields.fail(key, "is no RFC 3339 time");
  return time;
}

}  // namespace cellwarden::records
