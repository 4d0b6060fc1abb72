#pragma once

/// \file
/// A city without signals: cells with their real timing, receivers that hear what a visit holds of it, and a
/// survey that sends them about, in virtual time.
///
///   GSM  a cell is synchronised with once a visit holds two of its synchronisation bursts (frames 1, 11, 21,
///        31, 41 of 51), and read where a whole BCCH block (frames 2 to 5) lies in the visit: TC = (FN div
///        51) mod 8 is 0: SI1, 1: SI2, 2 and 6: SI3, 3 and 7: SI4 (TS 45.002, section 6.3.1.3)
///   LTE  80 ms for its MIB; with the whole bandwidth also SIB1 at once and system information every 160, 320
///        and 640 ms. Of a cell wider than the radio only the MIB is wanted.
///
/// What was read counts on through later visits, as the receivers' own memory does.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "dsp/survey/survey.hpp"

namespace cellwarden::survey {

struct CityCell {
  Rat rat{};
  double frequency_hz{};
  std::uint16_t physical_id{};
  double phase_s{};  ///< of its cycle of system information
  double on_s{};
  std::optional<double> off_s{};
  bool is_suspicious{};
  double width_hz = 0.2e6;

  std::optional<double> heard_s{};  ///< synchronised with for the first time
  std::vector<std::optional<double>> read_s =
      std::vector<std::optional<double>>(4);  ///< by type of content, the latest
  [[nodiscard]] std::optional<double> content_s() const;
};

struct Stay {
  Visit visit;
  std::size_t radio{};
  double began_s{};
  double ended_s{};
};

class City {
 public:
  City(BandPlan plan, std::vector<RadioView> radios, const SurveyPolicy& policy, unsigned seed);

  /// Existing cells: `count` channels of a slice, 400 kHz or more apart.
  void add_gsm(std::size_t slice, std::size_t count);
  /// 10 MHz wide.
  void add_lte(double frequency_hz);
  /// A transmitter that comes on the air at any carrier of the plan that the radios can hear.
  std::size_t add_anywhere(double on_s);
  std::size_t add(const CityCell& cell);

  /// Lets all radios go on until `until_s`, or until this cell was heard.
  void run_until(double until_s, std::optional<std::size_t> cell = std::nullopt);

  Survey survey;
  std::vector<CityCell> cells;
  std::vector<Stay> stays;  ///< only where `keeps_stays`
  bool keeps_stays = false;
  std::mt19937 random;
  double piece_s = 0.08;
  [[nodiscard]] double now_s() const;
  [[nodiscard]] double uniform(double low, double high);

 private:
  struct Clock {
    double at_s{};
    std::optional<Visit> visit;
    double began_s{};
    double heard_until_s{};
  };
  void step(std::size_t radio);
  std::vector<HeardCarrier> hear(const RadioView& radio, double center_hz, double from_s, double to_s);

  std::vector<RadioView> radios_;
  std::vector<Clock> clocks_;
  unsigned serial_ = 0;
};

struct Waits {
  double median_s{};
  double p95_s{};
  double most_s{};
};
[[nodiscard]] Waits waits_of(std::vector<double> waits_s);

}  // namespace cellwarden::survey
