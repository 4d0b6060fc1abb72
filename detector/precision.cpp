#include "detector/precision.hpp"

#include <algorithm>
#include <cmath>

#include "detector/broadcast_block.hpp"
#include "detector/decimal.hpp"

namespace cellwarden {
namespace {

using std::isfinite;

Measured rounded(const Measured& m, int decimals) {
  return {at_places(m.value, decimals), at_places(m.sigma, decimals)};
}

std::optional<double> rounded(const std::optional<double>& value, int decimals) {
  if (!value || !isfinite(*value)) return std::nullopt;
  return at_places(*value, decimals);
}

std::optional<GeoPoint> rounded(const std::optional<GeoPoint>& at) {
  if (!at || !isfinite(at->latitude_deg) || !isfinite(at->longitude_deg)) return std::nullopt;
  return GeoPoint{at_places(at->latitude_deg, places::kDegrees),
                  at_places(at->longitude_deg, places::kDegrees), rounded(at->accuracy_m, places::kMetres)};
}

std::optional<ClockQuality> rounded(const std::optional<ClockQuality>& clock) {
  if (!clock) return std::nullopt;
  ClockQuality out = *clock;
  out.error_s = rounded(clock->error_s, places::kClockSeconds);
  if (out.error_s && !(*out.error_s >= 0.0 && *out.error_s <= kMostClockError_s)) out.error_s.reset();
  return out;
}

double finite_or_zero(double value, int decimals) {
  return isfinite(value) ? at_places(value, decimals) : 0.0;
}

bool is_sound(const BandLevels& levels) {
  const auto is_level = [](double db) { return db >= -kMostLevel_db && db <= kMostLevel_db; };
  return isfinite(levels.first_hz) && isfinite(levels.step_hz) && levels.step_hz >= 1.0 &&
         !levels.mean_dbfs.empty() && levels.mean_dbfs.size() <= kMaxBandSteps &&
         levels.floor_dbfs.size() == levels.mean_dbfs.size() &&
         std::ranges::all_of(levels.mean_dbfs, is_level) && std::ranges::all_of(levels.floor_dbfs, is_level);
}

std::optional<BandLevels> rounded(const std::optional<BandLevels>& levels) {
  if (!levels || !is_sound(*levels)) return std::nullopt;
  BandLevels out = *levels;
  out.first_hz = at_places(levels->first_hz, places::kHertz);
  out.step_hz = at_places(levels->step_hz, places::kHertz);
  for (std::vector<double>* by_step : {&out.mean_dbfs, &out.floor_dbfs}) {
    for (double& db : *by_step) db = at_places(db, places::kCoarseDecibel);
  }
  return out;
}

Listen rounded(const Listen& listen) {
  Listen out = listen;
  out.t_s = finite_or_zero(listen.t_s, places::kSeconds);
  out.duration_s = finite_or_zero(listen.duration_s, places::kSeconds);
  out.low_hz = finite_or_zero(listen.low_hz, places::kHertz);
  out.high_hz = finite_or_zero(listen.high_hz, places::kHertz);
  out.noise_floor_dbfs = finite_or_zero(listen.noise_floor_dbfs, places::kDecibel);
  out.total_power_dbfs = finite_or_zero(listen.total_power_dbfs, places::kDecibel);
  out.gain_db = rounded(listen.gain_db, places::kDecibel);
  out.levels = rounded(listen.levels);
  out.searched_s = finite_or_zero(listen.searched_s, places::kSeconds);
  out.sensitivity_snr_db = rounded(listen.sensitivity_snr_db, places::kDecibel);
  out.receiver_at = rounded(listen.receiver_at);
  out.clock = rounded(listen.clock);
  return out;
}

bool is_finite(const Observation& seen) {
  for (const double value : {seen.t_s, seen.duration_s, seen.carrier.measured_hz.value,
                             seen.carrier.measured_hz.sigma, seen.signal.power_dbfs, seen.signal.snr_db,
                             seen.signal.snr_sigma_db, seen.frame_start_s.value, seen.frame_start_s.sigma}) {
    if (!isfinite(value)) return false;
  }
  if (const auto* lte = seen.lte(); lte != nullptr && !(isfinite(lte->reference_z) && isfinite(lte->mib_z)))
    return false;
  return seen.carrier.measured_hz.value > 0.0;
}

std::vector<SyncPeak> rounded(const std::vector<SyncPeak>& peaks) {
  std::vector<SyncPeak> out;
  for (const SyncPeak& peak : peaks) {
    if (!isfinite(peak.delay_us) || !isfinite(peak.relative_power_db) ||
        !isfinite(peak.frequency_offset_hz) || !isfinite(peak.z_score)) {
      continue;
    }
    out.push_back({at_places(peak.delay_us, places::kMicroseconds),
                   at_places(peak.relative_power_db, places::kDecibel),
                   at_places(peak.frequency_offset_hz, places::kHertz), at_places(peak.z_score, places::kZ)});
  }
  return out;
}

// What is out of all reason is left out: a log refuses it.
std::optional<double> rounded_within(const std::optional<double>& value, double low, double high,
                                     int decimals) {
  if (!value || !(*value >= low && *value <= high)) return std::nullopt;
  return at_places(*value, decimals);
}

lte::BroadcastLevel rounded(const lte::BroadcastLevel& level) {
  if (level.subframes == 0) return {};
  return {level.subframes,
          rounded_within(level.reference_db, -kMostRatio_db, kMostRatio_db, places::kDecibel),
          rounded_within(level.data_db, -kMostRatio_db, kMostRatio_db, places::kDecibel)};
}

lte::DownlinkMeasurements rounded(const lte::DownlinkMeasurements& measured) {
  lte::DownlinkMeasurements out;
  out.sib1 = rounded(measured.sib1);
  out.si = rounded(measured.si);
  out.paging = rounded(measured.paging);
  const auto level = [](const std::optional<double>& db) {
    return rounded_within(db, -kMostRatio_db, kMostRatio_db, places::kDecibel);
  };
  out.pss_db = level(measured.pss_db);
  out.sss_db = level(measured.sss_db);
  out.pbch_db = level(measured.pbch_db);
  if (const auto& error = measured.symbol_error) {
    const auto percent = rounded_within(error->percent, 0.0, kMostError_percent, places::kPercent);
    const auto noise = rounded_within(error->noise_percent, 0.0, kMostError_percent, places::kPercent);
    if (percent && noise) out.symbol_error = lte::SymbolError{*percent, *noise, error->blocks};
  }
  if (const auto& data = measured.user_data; data && data->block_pairs > 0) {
    const auto share = rounded_within(data->share, 0.0, 1.0, places::kShare);
    if (share) out.user_data = lte::UserData{*share, data->block_pairs};
  }
  return out;
}

// What a log could not hold is not kept either.
void keep_what_a_log_holds(lte::DownlinkReport& downlink) {
  std::erase_if(downlink.messages, [](const auto& message) { return !is_broadcast(message); });
  if (downlink.messages.size() > kMaxMessages) downlink.messages.resize(kMaxMessages);
  if (downlink.si_windows.size() > kMaxSiWindows) downlink.si_windows.resize(kMaxSiWindows);
  for (lte::SiWindowCounts& windows : downlink.si_windows) {
    windows.announced = std::min(windows.announced, windows.passed);
    windows.read = std::min(windows.read, windows.announced);
  }
  for (lte::HeardMessage& message : downlink.messages) {
    if (message.first_sfn.value_or(0) >= lte::kSfnPeriod_frames) message.first_sfn.reset();
  }
  for (lte::BlockCounts* blocks : {&downlink.sib1, &downlink.si, &downlink.paging_blocks})
    blocks->combined = std::min(blocks->combined, blocks->good);
  downlink.measured = rounded(downlink.measured);
}

lte::CellReport rounded(const lte::CellReport& report) {
  lte::CellReport out = report;
  if (out.downlink) keep_what_a_log_holds(*out.downlink);
  out.reference_z = at_places(report.reference_z, places::kZ);
  out.mib_z = at_places(report.mib_z, places::kZ);
  out.other_peaks = rounded(report.other_peaks);
  return out;
}

// The same of GSM.
gsm::CellReport rounded(const gsm::CellReport& report) {
  gsm::CellReport out = report;
  if (out.sch_good == 0) out.frame_number = 0;
  out.frame_number %= gsm::kHyperframe_frames;
  std::erase_if(out.messages, [](const gsm::BroadcastMessage& message) {
    return message.times == 0 || !is_system_information(message.octets);
  });
  if (out.messages.size() > kMaxMessages) out.messages.resize(kMaxMessages);
  for (gsm::BroadcastMessage& message : out.messages) message.frame_number %= gsm::kHyperframe_frames;
  std::erase_if(out.pages,
                [](const gsm::CellBroadcastPage& page) { return page.page > 15 || page.pages > 15; });
  if (out.pages.size() > kMaxPages) out.pages.resize(kMaxPages);
  for (gsm::BlockCounts* blocks : {&out.bcch, &out.ccch})
    blocks->combined = std::min(blocks->combined, blocks->good);
  auto& quality = out.quality;
  if (auto& phase = quality.phase_error_rms_deg) {
    const bool is_usable =
        isfinite(phase->value) && isfinite(phase->sigma) && phase->value >= 0.0 && phase->sigma >= 0.0;
    if (is_usable) {
      phase = rounded(*phase, places::kPhaseDegrees);
    } else {
      phase.reset();
    }
  }
  quality.weakest_slot_db = rounded(quality.weakest_slot_db, places::kDecibel);
  if (quality.training_sequence > 7) quality.training_sequence.reset();
  return out;
}

Observation rounded(const Observation& seen) {
  Observation out = seen;
  out.t_s = at_places(seen.t_s, places::kSeconds);
  out.duration_s = at_places(seen.duration_s, places::kSeconds);
  out.carrier.measured_hz = rounded(seen.carrier.measured_hz, places::kHertz);
  out.carrier.nominal_hz = rounded(seen.carrier.nominal_hz, places::kHertz);
  out.signal.power_dbfs = at_places(seen.signal.power_dbfs, places::kDecibel);
  out.signal.snr_db = at_places(seen.signal.snr_db, places::kDecibel);
  out.signal.snr_sigma_db = at_places(seen.signal.snr_sigma_db, places::kDecibel);
  if (seen.clock_offset_ppm) {
    out.clock_offset_ppm.reset();
    if (isfinite(seen.clock_offset_ppm->value) && isfinite(seen.clock_offset_ppm->sigma)) {
      out.clock_offset_ppm = rounded(*seen.clock_offset_ppm, places::kPpm);
    }
  }
  out.frame_start_s = rounded(seen.frame_start_s, places::kSeconds);
  if (auto* lte = out.lte()) *lte = rounded(*lte);
  if (auto* gsm = out.gsm()) *gsm = rounded(*gsm);
  out.receiver_at = rounded(seen.receiver_at);
  out.clock = rounded(seen.clock);
  return out;
}

}  // namespace

Dwell at_written_precision(const Dwell& dwell) {
  Dwell out;
  out.listen = rounded(dwell.listen);
  out.observations.reserve(dwell.observations.size());
  for (const Observation& seen : dwell.observations) {
    if (is_finite(seen)) out.observations.push_back(rounded(seen));
  }
  return out;
}

}  // namespace cellwarden
