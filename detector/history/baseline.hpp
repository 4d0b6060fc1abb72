#pragma once

/// \file
/// What a place heard before: the memory that "new", "too strong" and "changed" are measured against.
///
/// A baseline holds, per band window, how long it was listened to (so that "not heard" is known), and per
/// carrier and physical cell what was measured, as histograms: they merge exactly and do not grow.
/// Its file form is JSON: detector/records/baseline_file.hpp, docs/formats.md.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "detector/history/gsm_history.hpp"
#include "detector/history/lte_history.hpp"

namespace cellwarden::history {

/// Values counted in bins of a fixed width.
class Histogram {
 public:
  /// Values further out are counted in the last bin.
  static constexpr std::int32_t kMaxBin = 2000;

  explicit Histogram(double bin_width) : bin_width_(bin_width) {}

  void add(double value, std::uint64_t count = 1);
  void merge(const Histogram& other);  ///< of the same bin width

  [[nodiscard]] double bin_width() const noexcept { return bin_width_; }
  [[nodiscard]] const std::map<std::int32_t, std::uint64_t>& bins() const noexcept { return bins_; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::optional<double> median() const;  ///< centre of its bin
  [[nodiscard]] std::optional<double> mad() const;     ///< median absolute deviation
  [[nodiscard]] std::optional<double> max() const;     ///< centre of the highest bin

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  double bin_width_;
  std::map<std::int32_t, std::uint64_t> bins_;
  std::uint64_t count_{};
};

/// One band window that was listened to.
struct Window {
  Rat rat{Rat::kLte};
  double low_hz{};  ///< as Listen
  double high_hz{};
  std::uint64_t dwells{};
  double listened_s{};
  double searched_s{};
  std::optional<double> gain_db;  ///< windows with different gains are kept apart
  std::optional<Time> first;
  std::optional<Time> last;
  friend bool operator==(const Window&, const Window&) = default;
};

inline constexpr double kPowerBin_db = 0.5;
inline constexpr double kSnrBin_db = 0.5;
inline constexpr double kResidualBin_ppm = 0.02;

/// What only a GSM cell has.
struct KnownGsm {
  std::optional<gsm::CellIdentity> identity;  ///< newest
  std::optional<std::string> fingerprint;     ///< newest, of what it broadcasts (GsmHistory::fingerprint)
  Traffic traffic;                            ///< of all the time it was listened to
  friend bool operator==(const KnownGsm&, const KnownGsm&) = default;
};

/// What only an LTE cell has whose system information was read.
struct KnownLte {
  std::optional<LteIdentity> identity;     ///< newest
  std::optional<std::string> fingerprint;  ///< newest, of what it broadcasts (LteHistory::fingerprint)
  std::optional<LteProfile> profile;       ///< newest
  friend bool operator==(const KnownLte&, const KnownLte&) = default;
};

/// One carrier and physical cell id.
struct KnownCell {
  Rat rat{Rat::kLte};
  double measured_hz{};              ///< newest
  std::optional<double> nominal_hz;  ///< where it was ever certain
  std::uint16_t physical_id{};
  lte::Duplex duplex{};  ///< of an LTE cell, as the next two
  lte::CyclicPrefix cyclic_prefix{};
  std::optional<lte::Mib> mib;  ///< newest; its frame number means nothing here
  std::optional<KnownGsm> gsm;
  std::optional<KnownLte> lte;
  std::uint64_t dwells_heard{};
  double heard_s{};
  std::optional<Time> first;
  std::optional<Time> last;
  std::optional<double> gain_db;  ///< receiver gain while heard; absent: unknown or several
  Histogram power_dbfs{kPowerBin_db};
  Histogram snr_db{kSnrBin_db};
  Histogram residual_ppm{kResidualBin_ppm};  ///< carrier against the median of the others in its dwell

  /// Adds what `from`, the same cell, was heard as.
  void merge(const KnownCell& from);
  /// The clock was set by `by` while this was learnt.
  void move_clock(Time::duration by);

  friend bool operator==(const KnownCell&, const KnownCell&) = default;
};

/// One observation as a known cell.
/// \param gsm, lte      what is known so far of a cell of that standard; null for others
/// \param residual_ppm  carrier against the others of its dwell, where there were any
[[nodiscard]] KnownCell known_cell_of(const Observation& seen, const GsmHistory* gsm, const LteHistory* lte,
                                      std::optional<double> gain_db, std::optional<double> residual_ppm);

struct Baseline {
  std::string site;
  std::uint64_t dwells{};
  double listened_s{};
  std::optional<Time> first;
  std::optional<Time> last;
  std::vector<Window> windows;   ///< by standard, low_hz, high_hz, gain
  std::vector<KnownCell> cells;  ///< by measured_hz, physical_id, standard
  friend bool operator==(const Baseline&, const Baseline&) = default;

  /// \param is_new_stretch  no other receiver's dwell of this time was added
  void add_listen(const Listen& listen, bool is_new_stretch);

  /// Adds a cell, to the one it is already known as if there is one.
  void add_cell(const KnownCell& cell, double tolerance_ppm);

  /// Puts windows and cells, wherever they came from, into their order.
  void normalise();

  /// Adds all of `other`, carriers matched within `tolerance_ppm`.
  void merge(const Baseline& other, double tolerance_ppm);

  /// The clock was set by `by` while this was learnt.
  void move_clock(Time::duration by);

  /// The known cell of this carrier's standard on it with this physical id. Carriers are the same when both
  /// nominal ones are known and equal, or when one is not and they lie within `tolerance_ppm`.
  [[nodiscard]] const KnownCell* find(const Carrier& carrier, std::uint16_t physical_id,
                                      double tolerance_ppm) const;
  /// All known cells of its standard on this carrier.
  [[nodiscard]] std::vector<const KnownCell*> on_carrier(const Carrier& carrier, double tolerance_ppm) const;

  /// How long, and over which span of time, a frequency was listened to.
  struct Coverage {
    std::uint64_t dwells{};
    double listened_s{};
    double span_s{};  ///< last minus first where times are known, else listened_s
  };
  [[nodiscard]] Coverage coverage(Rat rat, double frequency_hz) const;
};

}  // namespace cellwarden::history
