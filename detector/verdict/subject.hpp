#pragma once

/// \file
/// One transmitter under observation: its track, the evidence, and its incident if there is one.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "detector/history/cell_track.hpp"
#include "detector/verdict/evidence.hpp"
#include "detector/verdict/incident.hpp"
#include "detector/verdict/score.hpp"

namespace cellwarden::detector {

class Subject {
 public:
  explicit Subject(const Observation& first) : track_(first) {}

  [[nodiscard]] history::CellTrack& track() noexcept { return track_; }
  [[nodiscard]] const history::CellTrack& track() const noexcept { return track_; }
  [[nodiscard]] Evidence& evidence() noexcept { return evidence_; }
  [[nodiscard]] Level level() const noexcept { return hold_.level(); }
  /// What the newest dwell's score would be without the findings of one family.
  [[nodiscard]] double points_apart_from(Family family) const;
  /// Whether its observations may teach a baseline: never on watch, nor on the way there.
  [[nodiscard]] bool is_trusted() const noexcept { return !was_ever_odd_; }

  /// How far an observation is from being this transmitter's: by carrier, then by what is left.
  [[nodiscard]] std::optional<double> distance_hz(const Observation& seen) const {
    return distance_hz(seen, seen.sensor);
  }
  /// The same, had `sensor` seen it.
  [[nodiscard]] std::optional<double> distance_hz(const Observation& seen, const std::string& sensor) const;

  void note(Suppression suppression, double t_s);
  /// A rule that counts now is held back no longer: notes that say so forget it.
  void take_back_notes(const std::string& rule);
  void speak_for(std::vector<Exculpation> exculpations) { exculpations_ = std::move(exculpations); }
  /// X02: a test network is a suspect only by its place, its traffic or its transmitter.
  void take_for_test_network(bool is_test_network, double t_s);
  /// The clock was set by `by`: times from before become those of the new clock, so that ages stay true.
  void move_clock(Time::duration by);
  void learn(std::optional<double> gain_db, std::optional<double> residual_ppm);

  /// The dwell's rules have answered (`judged`), or time has passed: updates score, level and incident.
  /// \return the incident when its state changed
  std::optional<Incident> settle(double t_s, const std::optional<Time>& time, bool judged,
                                 const RuleSettings& settings);

  /// The record when there is news of the cell (at most once a second).
  std::optional<CellRecord> news(double t_s);
  [[nodiscard]] CellRecord record() const;
  [[nodiscard]] bool is_decoded() const noexcept {
    return track_.is_confirmed() || track_.mib() ||
           (track_.gsm() != nullptr && track_.gsm()->is_synchronised());
  }
  [[nodiscard]] std::optional<Incident> open_incident() const;
  [[nodiscard]] const std::optional<history::KnownCell>& learned() const noexcept { return learned_; }

 private:
  struct Opened {
    std::string id;
    IncidentState state{};
    double state_s{};
    std::optional<Time> state_time;
  };
  struct Noted {
    Suppression suppression;
    double t_s{};
  };
  [[nodiscard]] Incident incident(double t_s, const RuleSettings& settings) const;
  [[nodiscard]] std::string news_signature();

  history::CellTrack track_;
  Evidence evidence_;
  LevelHold hold_;
  Score score_;
  std::vector<FamilyPoints> points_;
  std::vector<Exculpation> exculpations_;
  std::map<std::string, Noted> noted_;
  std::optional<history::KnownCell> learned_;
  std::optional<Opened> opened_;
  std::optional<Incident> newest_;
  std::optional<double> first_held_s_;
  double last_held_s_{};
  std::uint32_t dwells_held_{};
  struct Content {
    std::uint64_t revision{};  // of the track's LteHistory
    std::string hash;
  };
  std::optional<Content> told_content_;
  std::string told_;
  std::optional<double> told_s_;
  bool was_ever_odd_ = false;
  bool is_test_network_ = false;
};

}  // namespace cellwarden::detector
