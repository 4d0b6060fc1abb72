#include "detector/records/lte_measurements.hpp"

#include <array>
#include <utility>

#include "detector/precision.hpp"
#include "detector/records/report_fields.hpp"

namespace cellwarden::records {
namespace {

using lte::BroadcastLevel;
using lte::DownlinkMeasurements;

namespace at = cellwarden::places;

template <class Value>
using Named = std::pair<const char*, Value DownlinkMeasurements::*>;

constexpr std::array<Named<BroadcastLevel>, 3> kKinds{{{"sib1", &DownlinkMeasurements::sib1},
                                                       {"si", &DownlinkMeasurements::si},
                                                       {"paging", &DownlinkMeasurements::paging}}};
constexpr std::array<Named<std::optional<double>>, 3> kLevels{{{"pss_db", &DownlinkMeasurements::pss_db},
                                                               {"sss_db", &DownlinkMeasurements::sss_db},
                                                               {"pbch_db", &DownlinkMeasurements::pbch_db}}};

void put_level(JsonWriter& json, const char* name, const BroadcastLevel& level) {
  if (level.subframes == 0) return;
  json.key(name);
  json.begin_object();
  json.count("subframes", level.subframes);
  json.number("reference_db", level.reference_db, at::kDecibel);
  json.number("data_db", level.data_db, at::kDecibel);
  json.end_object();
}

BroadcastLevel take_level(Fields& fields, const char* name) {
  BroadcastLevel level;
  with_object(fields, name, [&](Fields& in) {
    level.subframes = in.whole<std::uint32_t>("subframes", 1);
    level.reference_db = in.optional_number("reference_db", -kMostRatio_db, kMostRatio_db);
    level.data_db = in.optional_number("data_db", -kMostRatio_db, kMostRatio_db);
  });
  return level;
}

}  // namespace

void put_measurements(JsonWriter& json, const DownlinkMeasurements& measured) {
  if (measured == DownlinkMeasurements{}) return;
  json.key("measured");
  json.begin_object();
  for (const auto& [name, level] : kKinds) put_level(json, name, measured.*level);
  if (const auto& error = measured.symbol_error) {
    json.key("symbol_error");
    json.begin_object();
    json.number("percent", error->percent, at::kPercent);
    json.number("noise_percent", error->noise_percent, at::kPercent);
    json.count("blocks", error->blocks);
    json.end_object();
  }
  for (const auto& [name, level] : kLevels) json.number(name, measured.*level, at::kDecibel);
  if (const auto& data = measured.user_data) {
    json.key("user_data");
    json.begin_object();
    json.number("share", data->share, at::kShare);
    json.count("block_pairs", data->block_pairs);
    json.end_object();
  }
  json.end_object();
}

DownlinkMeasurements take_measurements(Fields& fields) {
  DownlinkMeasurements measured;
  with_object(fields, "measured", [&](Fields& in) {
    for (const auto& [name, level] : kKinds) measured.*level = take_level(in, name);
    with_object(in, "symbol_error", [&](Fields& error) {
      measured.symbol_error = {error.number("percent", 0.0, kMostError_percent),
                               error.number("noise_percent", 0.0, kMostError_percent),
                               error.whole<std::uint32_t>("blocks")};
    });
    for (const auto& [name, level] : kLevels)
      measured.*level = in.optional_number(name, -kMostRatio_db, kMostRatio_db);
    with_object(in, "user_data", [&](Fields& data) {
      measured.user_data = {data.number("share", 0.0, 1.0), data.whole<std::uint32_t>("block_pairs", 1)};
    });
  });
  return measured;
}

}  // namespace cellwarden::records
