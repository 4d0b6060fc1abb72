#pragma once

/// \file
/// Records as lines of JSON: docs/formats.md and docs/schemas/. Keys come in a fixed order, numbers in a
/// fixed form (no exponent, no trailing zeros, no -0, no NaN), so that a replay writes the same bytes.
/// What is unknown is absent. Lines have no newline.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "detector/verdict/incident.hpp"

namespace cellwarden::records {

inline constexpr int kSchemaVersion = 1;

[[nodiscard]] std::string to_json_line(const Observation& observation);
[[nodiscard]] std::string to_json_line(const Listen& listen);
/// The `listen` line, then one `observation` line each.
[[nodiscard]] std::vector<std::string> to_json_lines(const Dwell& dwell);

/// The broadcast messages of one dwell of one cell, a `message` line each, then its pages of cell broadcast.
/// They come from the air as they are, so that other programs can read them; messages that could name a
/// subscriber are never among them.
[[nodiscard]] std::vector<std::string> message_lines(const Observation& observation);

/// Cells that are only detected appear as observations; this is for decoded and confirmed ones.
[[nodiscard]] std::string to_json_line(const detector::CellRecord& cell);

/// What a verdict rests on besides the signal. Empty members are left out.
struct AlertContext {
  std::string software;           ///< name and version
  std::string rules;              ///< version or hash of rules and settings
  std::string towers;             ///< hash of the list
  std::string baseline;           ///< hash of the file
  std::string configuration;      ///< hash
  std::string national_tables{};  ///< hash of all that are in force
  std::string outlines{};         ///< of countries: hash of the file
  bool drill = false;             ///< a rehearsal: every record says so
};
[[nodiscard]] std::string to_json_line(const detector::Incident& incident, const AlertContext& context = {});

enum class StatusState : std::uint8_t { kOk, kLearning, kDegraded, kBlind };
[[nodiscard]] std::string_view to_string(StatusState state) noexcept;

struct CarrierVisit {
  double frequency_hz{};
  double last_visit_s{};
  std::optional<double> revisit_s{};
  std::optional<double> unheard_s{};  ///< a transmitter there is heard after that
};

/// Of a radio that goes round a band plan.
struct SurveyState {
  std::uint64_t windows{};
  std::uint64_t visits{};
  double round_s{};                   ///< from visit to visit of a window, as of late
  std::optional<double> unheard_s{};  ///< as CarrierVisit's, anywhere in the plan; absent: some of it is not
                                      ///< heard at all, as a radio is lost
  std::optional<double> center_hz{};  ///< of the window listened to now; absent on the way
  std::string purpose{};              ///< of that: "look", "read", "refresh", "park"; empty on the way
};

/// One of several radios that listen side by side.
struct RadioState {
  std::string name;
  bool goes_round{};  ///< the survey's; else it stays where it is
  bool is_running{};
  double center_hz{};  ///< where it is, or goes
  std::uint64_t samples_lost{};
  std::uint64_t samples_dropped{};
  std::optional<Measured> ppm{};  ///< as StatusRecord::radio_ppm
};

/// What a machine that is too slow leaves out: docs/live.md.
struct SheddingState {
  unsigned level{};               ///< 1: the least, up to 5
  std::vector<std::string> shed;  ///< names, in the order of levels
  double received_share = 1.0;    ///< of the time, by intent
};

enum class GpsState : std::uint8_t { kGone, kNoFix, kFix };
/// "gone", "no_fix", "fix".
[[nodiscard]] std::string_view to_string(GpsState state) noexcept;

/// How the satellite receiver is doing that tells the place.
struct GpsStatus {
  GpsState state{};
  std::optional<std::uint8_t> dimensions{};   ///< of the fix: 2 or 3
  std::optional<std::uint32_t> satellites{};  ///< used
  std::optional<double> age_s{};              ///< of the newest fix
};

/// How the watch itself is doing.
struct StatusRecord {
  std::string sensor;
  double t_s{};
  std::optional<Time> time;
  StatusState state{};
  std::vector<std::string> reasons;
  std::vector<CarrierVisit> carriers;
  std::optional<SurveyState> survey;
  std::optional<SheddingState> shedding{};  ///< absent: nothing is shed
  std::optional<Measured> radio_ppm;  ///< how fast the radio's clock runs, as the cells show; of one alone
  std::vector<RadioState> radios{};   ///< where there are several
  std::uint32_t rules_able{};         ///< rules that could judge at least one cell
  std::uint32_t rules_total{};
  std::uint64_t samples{};
  std::uint64_t samples_lost{};
  std::uint64_t samples_dropped{};
  std::uint64_t samples_clipped{};
  std::uint32_t cells{};
  std::uint32_t open_incidents{};
  std::optional<std::uint64_t> towers;  ///< rows in the tower list
  std::string towers_database;          ///< hash that tells it from another; empty without
  std::optional<double> towers_age_d;
  std::optional<double> baseline_hours;  ///< listened
  std::optional<std::uint64_t> disk_free_bytes;
  std::optional<GpsStatus> gps{};      ///< absent: none was asked for
  std::optional<GeoPoint> position{};  ///< now, by GPS or as stated
  std::optional<ClockQuality> clock{};
  std::optional<double> clock_offset_s{};  ///< this computer's clock less the GPS's
};
[[nodiscard]] std::string to_json_line(const StatusRecord& status);
/// A worse state wins; each reason is kept.
void worsen(StatusRecord& status, StatusState state, std::string reason);

struct SummarySource {
  std::string file;
  std::optional<std::string> sha256;
};

struct SummaryRecord {
  std::string sensor;
  double t_s{};
  std::optional<Time> time;
  std::vector<SummarySource> sources;
  double seconds{};  ///< of signal
  std::uint64_t samples{};
  std::uint64_t samples_lost{};
  std::uint64_t samples_dropped{};
  std::optional<double> real_time_factor;  ///< differs from run to run: leave it out where bytes must repeat
  std::uint32_t cells{};
  std::map<detector::Level, std::uint32_t> incidents;  ///< by highest level reached
  std::vector<detector::NotEvaluated> not_evaluated;
  std::map<std::string, std::uint64_t> refused;  ///< reason -> count
};
[[nodiscard]] std::string to_json_line(const SummaryRecord& summary);

}  // namespace cellwarden::records
