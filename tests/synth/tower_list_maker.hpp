#pragma once

/// \file
/// Made-up tower lists in OpenCelliD's columns, with the dirt that real ones have, counted.
///
///   radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal
///
/// Regular lines are cells of the sites of tower_sites.hpp: LTE (eNB * 256 + cell), UMTS (RNC * 65536 + CI),
/// GSM (CI within a LAC), some NR (36 bits, gNB of 24), several sectors and carriers a site; no two have one
/// identity. In most the unit is unknown (0, -1 or nothing), as in real lists. Between them lie lines of
/// dirt, some 2 %, and of a radio that we do not follow (CDMA), 1 %. A line of dirt has one fault only, its
/// unit is known where it has one, and its identity is nobody else's, but for repeats, each of another line.
///
///   in      how many lines, a seed; all countries or one; the list, or a day's difference to it
///   out     text in pieces of some 64 KiB; the same for the same spec. And what was written (TowerListTruth)
///   cost    some 0.2 us a line; no more memory for more lines
///   limits  50 million lines of all countries, 10 million of one (kMostOfOne); a difference of at most a
///   tenth

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cellwarden::synth {

struct TowerListSpec {
  std::uint64_t rows = 1000;  ///< lines, the header apart
  std::uint64_t seed = 1;
  bool has_header = true;
  bool is_clean = false;             ///< regular lines only
  std::optional<std::uint16_t> mcc;  ///< one country; must be one of listed_countries()
  /// Instead of the list, what changed in it within a day: so many lines, seven of ten of them cells of the
  /// list (the one of the same rows, seed, mcc) that were heard again, the others cells that it lacks.
  std::optional<std::uint64_t> difference_rows;
};

inline constexpr std::uint64_t kMostTowerRows = 50'000'000;
inline constexpr std::uint64_t kMostOfOne = 10'000'000;

/// What is wrong with such a spec, in words; nothing where it can be made.
[[nodiscard]] std::optional<std::string> problem_of(const TowerListSpec& spec);

enum class ListDirt : std::uint8_t {
  kAreaZero,             ///< area 0, of LTE and UMTS, whose identity does not need it
  kArea65534,            ///< likewise
  kArea65535,            ///< likewise
  kGsmAreaZero,          ///< of GSM, whose identity does
  kSwappedSeen,          ///< lat and lon exchanged, and lat beyond 90 so
  kSwappedPlausible,     ///< lat and lon exchanged, both within 90: only a look at the country tells
  kPositionZero,         ///< 0, 0
  kLatitudeBeyond90,     ///< and not swapped: lon beyond 90 too
  kRepeatedLine,         ///< a regular line again, octet by octet
  kRepeatedNewer,        ///< a regular line's identity again, updated later, at another place
  kRepeatedOlder,        ///< likewise, updated earlier
  kHtml,                 ///< a line of a web page
  kHalfLine,             ///< cut before its cell
  kNul,                  ///< a NUL among the cell's digits
  kOpenQuote,            ///< begins with a quote that is never closed
  kTooLong,              ///< above 4096 octets
  kCellMinusOne,         ///<
  kCell2147483647,       ///< more than 28 bits
  kGsmCellBeyond16Bits,  ///< above 65535
  kUmtsWithoutRnc,       ///< 16 bits only; no two of a network and area are alike
  kRepeatedHeader,       ///< the header in the middle
  kCrLf,                 ///< a good line that ends as Windows has it
  kMccZero,              ///<
  kCount
};
inline constexpr std::size_t kListDirts = static_cast<std::size_t>(ListDirt::kCount);

/// "area_zero", ...
[[nodiscard]] std::string_view to_string(ListDirt dirt) noexcept;

/// What is in a list that was made.
struct TowerListTruth {
  std::uint64_t lines{};  ///< without the header at the top: regular + cdma + all of dirt
  std::uint64_t regular{};
  std::uint64_t cdma{};
  std::array<std::uint64_t, kListDirts> dirt{};
  std::uint64_t gsm{};  ///< of the regular lines
  std::uint64_t umts{};
  std::uint64_t lte{};
  std::uint64_t nr{};
  std::uint64_t unit_zero{};  ///< of the regular lines, unit unknown
  std::uint64_t unit_minus_one{};
  std::uint64_t unit_empty{};
  std::uint64_t changed{};  ///< of the regular lines of a difference
  std::uint64_t added{};

  [[nodiscard]] std::uint64_t of(ListDirt kind) const { return dirt[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::uint64_t dirty() const;
};

/// One object, in the order above.
[[nodiscard]] std::string to_json(const TowerListTruth& truth);

class TowerListMaker {
 public:
  /// \param spec  one that problem_of() finds nothing wrong with
  explicit TowerListMaker(const TowerListSpec& spec);
  ~TowerListMaker();
  TowerListMaker(const TowerListMaker&) = delete;
  TowerListMaker& operator=(const TowerListMaker&) = delete;
  TowerListMaker(TowerListMaker&&) noexcept;
  TowerListMaker& operator=(TowerListMaker&&) noexcept;

  /// The next piece of the list in place of what `text` holds. \return false when there is none any more
  [[nodiscard]] bool next(std::string& text);

  /// Of what next() gave so far.
  [[nodiscard]] const TowerListTruth& truth() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The whole list at once, for tests.
[[nodiscard]] std::string make_tower_list(const TowerListSpec& spec, TowerListTruth* truth = nullptr);

}  // namespace cellwarden::synth
