#include "detector/towers/lists/survey.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace cellwarden::towers {
namespace {

std::optional<SightedCell> identity_in(const detector::CellRecord& record) {
  if (record.gsm) {
    const auto identity = record.gsm->information.identity();
    if (!identity || !identity->plmn) return std::nullopt;
    return SightedCell{Rat::kGsm, *identity->plmn, identity->lac.value, identity->cell_id.value};
  }
  if (!record.lte || !record.lte->sib1) return std::nullopt;
  const lte::SystemInformationBlock1& sib1 = *record.lte->sib1;
  const auto named =
      std::ranges::find_if(sib1.plmns, [](const auto& network) { return network.plmn.has_value(); });
  if (named == sib1.plmns.end()) return std::nullopt;
  return SightedCell{Rat::kLte, *named->plmn, sib1.tracking_area_code.value, sib1.cell_identity.value};
}

}  // namespace

// Adds what sightings do not hold.
class Survey::Shaped final : public RecordSink {
 public:
  Shaped(const std::map<Identity, Shape>& shapes, RecordSink& sink) : shapes_(shapes), sink_(sink) {}

  void take(const TowerRecord& record) override {
    TowerRecord shaped = record;
    const auto known = shapes_.find(identity_of({record.rat.value_or(Rat::kLte), record.plmn.value_or(Plmn{}),
                                                 record.area, record.cell.value_or(0)}));
    if (known != shapes_.end()) {
      shaped.physical_id = known->second.physical_id;
      shaped.carrier_hz = known->second.carrier_hz;
      shaped.bandwidth_rb = known->second.bandwidth_rb;
      shaped.ports = known->second.ports;
    }
    ++count_;
    sink_.take(shaped);
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

 private:
  const std::map<Identity, Shape>& shapes_;
  RecordSink& sink_;
  std::uint64_t count_{};
};

Survey::Heard Survey::heard_as(const Observation& seen) {
  const Carrier& carrier = seen.carrier;
  const double frequency_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  return {carrier.rat, seen.physical_id, std::llround(frequency_hz / raster_hz(carrier.rat))};
}

Survey::Identity Survey::identity_of(const SightedCell& cell) {
  return {cell.rat, cell.plmn.mcc, cell.plmn.mnc, cell.area.value_or(UINT32_MAX), cell.cell};
}

void Survey::note(const detector::CellRecord& record) {
  const auto cell = identity_in(record);
  if (!cell) return;
  known_[heard_as(record.latest)] = *cell;
  Shape& shape = shapes_[identity_of(*cell)];
  shape.physical_id = record.latest.physical_id;
  shape.carrier_hz = record.latest.carrier.nominal_hz;
  if (const auto* lte = record.latest.lte(); lte != nullptr && lte->mib) {
    shape.bandwidth_rb = static_cast<std::uint16_t>(lte->mib->bandwidth_rb);
    shape.ports = static_cast<std::uint8_t>(lte->mib->ports);
  }
}

void Survey::see(const Observation& seen, const Listen& listen) {
  if (seen.state == CellState::kDetected) return;
  const auto known = known_.find(heard_as(seen));
  if (known == known_.end()) {
    ++refused_["identity not read yet"];
    return;
  }
  Sighting sighting{
      .cell = known->second, .at = seen.receiver_at, .level_dbm = {}, .time = {}, .carrier_hz = {}};
  // No level of the antenna's, but one that goes up and down with it.
  sighting.level_dbm = seen.signal.power_dbfs - listen.gain_db.value_or(0.0);
  if (seen.time) sighting.time = std::chrono::floor<std::chrono::seconds>(*seen.time);
  if (sightings_.add(sighting)) {
    ++sightings_count_;
  } else {
    ++refused_["more cells than a survey may have"];
  }
}

void Survey::add(const Dwell& dwell) {
  const detector::Events events = detector_.add(dwell);
  for (const detector::CellRecord& record : events.cells) note(record);
  for (const Observation& seen : dwell.observations) see(seen, dwell.listen);
}

std::uint64_t Survey::give(RecordSink& sink) const {
  Shaped shaped(shapes_, sink);
  sightings_.give(shaped);
  return shaped.count();
}

}  // namespace cellwarden::towers
