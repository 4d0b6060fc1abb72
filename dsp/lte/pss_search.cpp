#include "dsp/lte/pss_search.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/fft.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/kernel/vector_loops.hpp"
#include "dsp/lte/sequences.hpp"

namespace cellwarden::lte {
namespace {

using frontend::BandSpectra;
using frontend::BlockPlan;
using frontend::kSearchRate_hz;

constexpr double kGridStep_hz = 10e3;
constexpr double kHalfBand_hz = 480e3;   // of the sequence, with a little of its skirts
constexpr std::size_t kRowsPerTask = 4;  // rows that share one measure of local power
constexpr std::size_t kHalfFrame_samples = 6400;
constexpr std::size_t kSymbol_samples = 85;  // 66.7 us
constexpr double kUsefulSymbol_s = 1.0 / kSubcarrier_hz;
constexpr double kTimeBandwidth = 64.0;  // dimensions of a symbol in 2 * kHalfBand_hz
constexpr double kNeighbourShare = 0.02;
constexpr std::size_t kGroup_half_frames = 8;
constexpr double kDriftStep_samples = 2.0;  // between neighbouring slopes at a segment's end
constexpr std::size_t kPeaksPerRow = 6;

// The spectrum of one PSS symbol without its prefix, beginning at time zero, on the block's bins
// -half … +half; scaled so that its squares sum to one.
std::vector<Sample> template_spectrum(unsigned n_id_2, double bin_hz, std::int64_t half) {
  const auto d = pss(n_id_2);
  std::vector<std::complex<double>> spectrum(static_cast<std::size_t>(2 * half + 1));
  double energy = 0.0;
  for (std::int64_t k = -half; k <= half; ++k) {
    std::complex<double> sum{};
    for (int i = 0; i < static_cast<int>(kSync_subcarriers); ++i) {
      const int subcarrier = i < 31 ? i - 31 : i - 30;
      const double x = std::numbers::pi * (static_cast<double>(k) * bin_hz * kUsefulSymbol_s - subcarrier);
      const double sinc = std::abs(x) < 1e-9 ? 1.0 : std::sin(x) / x;
      sum += std::complex<double>(d[static_cast<std::size_t>(i)]) * (sinc * std::polar(1.0, -x));
    }
    spectrum[static_cast<std::size_t>(k + half)] = sum;
    energy += std::norm(sum);
  }
  std::vector<Sample> scaled(spectrum.size());
  for (std::size_t k = 0; k < scaled.size(); ++k) scaled[k] = Sample(spectrum[k] / std::sqrt(energy));
  return scaled;
}

// Powers are added as whole numbers of a quarter of noise's mean: exact in any order, and twice as many fit
// a vector. No half frame counts for more than a perfect match (64), so 255 of them cannot overflow.
using Power = std::uint16_t;
constexpr double kPowerUnit = 4.0;
constexpr double kMaxPower = 64.0 * kPowerUnit;
constexpr std::size_t kMaxHalfFrames = 255;

// Adds up the half frames of one row along all slopes; keeps the best slope for each position.
class Stacker {
 public:
  Stacker(std::size_t samples, double center_drift_ppm, double max_drift_ppm)
      : half_frames_(std::min(kMaxHalfFrames, samples / kHalfFrame_samples)) {
    const double span = static_cast<double>((half_frames_ > 0 ? half_frames_ - 1 : 0) * kHalfFrame_samples);
    const double end_shift = span * max_drift_ppm * 1e-6;
    const auto slopes = static_cast<std::ptrdiff_t>(std::ceil(end_shift / kDriftStep_samples));
    for (std::ptrdiff_t s = -slopes; s <= slopes; ++s) {
      const double beyond = span > 0 ? static_cast<double>(s) * kDriftStep_samples / span : 0.0;
      slopes_.push_back(center_drift_ppm * 1e-6 + beyond);
    }
    groups_ = (half_frames_ + kGroup_half_frames - 1) / kGroup_half_frames;
    if (groups_ > 2) {
      const double per_group = static_cast<double>((kGroup_half_frames - 1) * kHalfFrame_samples);
      first_group_shift_ = std::lround(per_group * slopes_.front());
      last_group_shift_ = std::lround(per_group * slopes_.back());
    }
    best_.resize(kHalfFrame_samples);
    best_slope_.resize(kHalfFrame_samples);
    sum_.resize(kHalfFrame_samples);
    if (groups_ > 2) {
      const auto shifts = static_cast<std::size_t>(last_group_shift_ - first_group_shift_ + 1);
      group_sums_.resize(shifts * groups_ * kStride);
    }
  }

  [[nodiscard]] std::size_t half_frames() const noexcept { return half_frames_; }
  [[nodiscard]] std::span<const Power> best() const noexcept { return best_; }
  [[nodiscard]] double slope(std::size_t position) const noexcept { return slopes_[best_slope_[position]]; }

  // A row comes in parts, in order: with few half frames as a whole, else a group of half frames at a time.
  [[nodiscard]] std::size_t parts() const noexcept { return is_whole() ? 1 : groups_; }

  // Samples of the row that a part may read: from `first` to before `end`, which the row may not have.
  struct Reach {
    std::ptrdiff_t first, end;
  };
  [[nodiscard]] Reach reach(std::size_t part) const noexcept {
    constexpr std::ptrdiff_t kBeyond = 2 * kPad;
    if (is_whole()) return {-kBeyond, static_cast<std::ptrdiff_t>((half_frames_ + 1) * kHalfFrame_samples)};
    const auto first = static_cast<std::ptrdiff_t>(part * kGroup_half_frames * kHalfFrame_samples);
    const auto length = static_cast<std::ptrdiff_t>(kGroup_half_frames * kHalfFrame_samples);
    return {first - kBeyond, first + length + kBeyond};
  }

  void begin() {
    std::fill(best_.begin(), best_.end(), Power{0});
    std::fill(best_slope_.begin(), best_slope_.end(), std::uint16_t{0});
    std::fill(group_sums_.begin(), group_sums_.end(), Power{0});
  }

  // row: normalised correlation powers from sample `from` of the segment on, all that the part may read.
  void add_part(std::size_t part, std::span<const Power> row, std::ptrdiff_t from) {
    if (is_whole()) {
      stack_directly(row, from);
    } else {
      sum_group(part, row, from);
      if (part + 1 == groups_) stack_groups();
    }
  }

 private:
  static constexpr std::size_t kPad = 128;  // positions before and after a half frame, for shifted reads
  static constexpr std::size_t kStride = kHalfFrame_samples + 2 * kPad;

  // sum[t] += row[begin + t], reading past either end of the row as nothing.
  static void add(std::span<const Power> row, std::ptrdiff_t begin, std::span<Power> sum) noexcept {
    const auto size = static_cast<std::ptrdiff_t>(row.size());
    const auto count = static_cast<std::ptrdiff_t>(sum.size());
    const std::ptrdiff_t low = std::clamp<std::ptrdiff_t>(-begin, 0, count);
    const std::ptrdiff_t high = std::clamp<std::ptrdiff_t>(size - begin, low, count);
    const auto length = static_cast<std::size_t>(high - low);
    if (length == 0) return;
    accumulate(row.subspan(static_cast<std::size_t>(begin + low), length),
               sum.subspan(static_cast<std::size_t>(low), length));
  }

  [[nodiscard]] bool is_whole() const noexcept { return groups_ <= 2; }

  void stack_directly(std::span<const Power> row, std::ptrdiff_t from) {
    for (std::size_t s = 0; s < slopes_.size(); ++s) {
      std::fill(sum_.begin(), sum_.end(), Power{0});
      for (std::size_t h = 0; h < half_frames_; ++h) {
        const auto start = static_cast<std::ptrdiff_t>(h * kHalfFrame_samples);
        add(row, start + std::lround(slopes_[s] * static_cast<double>(start)) - from, sum_);
      }
      keep_larger(sum_, static_cast<std::uint16_t>(s), best_, best_slope_);
    }
  }

  // Two levels: groups of eight half frames along few slopes …
  void sum_group(std::size_t g, std::span<const Power> row, std::ptrdiff_t from) {
    const std::size_t members = std::min(kGroup_half_frames, half_frames_ - g * kGroup_half_frames);
    for (std::ptrdiff_t shift = first_group_shift_; shift <= last_group_shift_; ++shift) {
      const std::span<Power> sum = group_sum(g, shift);
      for (std::size_t i = 0; i < members; ++i) {
        const auto start = static_cast<std::ptrdiff_t>((g * kGroup_half_frames + i) * kHalfFrame_samples) -
                           static_cast<std::ptrdiff_t>(kPad);
        const double part = static_cast<double>(i) / static_cast<double>(kGroup_half_frames - 1);
        add(row, start + std::lround(part * static_cast<double>(shift)) - from, sum);
      }
    }
  }

  // … then the groups along all of them.
  void stack_groups() {
    const double group_span = static_cast<double>((kGroup_half_frames - 1) * kHalfFrame_samples);
    for (std::size_t s = 0; s < slopes_.size(); ++s) {
      std::fill(sum_.begin(), sum_.end(), Power{0});
      const std::ptrdiff_t shift = std::lround(slopes_[s] * group_span);
      for (std::size_t g = 0; g < groups_; ++g) {
        const double start = static_cast<double>(g * kGroup_half_frames * kHalfFrame_samples);
        const auto offset = static_cast<std::ptrdiff_t>(kPad) + std::lround(slopes_[s] * start);
        add(group_sum(g, shift), offset, sum_);
      }
      keep_larger(sum_, static_cast<std::uint16_t>(s), best_, best_slope_);
    }
  }

  std::span<Power> group_sum(std::size_t group, std::ptrdiff_t shift) noexcept {
    const auto index = static_cast<std::size_t>(shift - first_group_shift_) * groups_ + group;
    return std::span<Power>(group_sums_).subspan(index * kStride, kStride);
  }

  std::size_t half_frames_;
  std::size_t groups_ = 0;
  std::ptrdiff_t first_group_shift_ = 0;
  std::ptrdiff_t last_group_shift_ = 0;
  std::vector<double> slopes_;  // samples later per sample of nominal time
  std::vector<Power> sum_;
  std::vector<Power> best_;
  std::vector<std::uint16_t> best_slope_;
  std::vector<Power> group_sums_;
};

// One task's share of the grid, with its own transform and buffers.
class RowSearch {
 public:
  RowSearch(const BandSpectra& spectra, const PssSearchConfig& config,
            const std::array<std::vector<Sample>, 3>& templates)
      : spectra_(spectra),
        plan_(spectra.plan()),
        config_(config),
        templates_(templates),
        half_bins_(static_cast<std::int64_t>(templates[0].size() / 2)),
        samples_(spectra.sample_count() * plan_.search_size / plan_.input_size),
        inverse_(plan_.search_size, Fft::Direction::kInverse),
        stackers_(3, Stacker(samples_, config.center_drift_ppm, config.max_drift_ppm)),
        inverse_energy_(samples_) {
    std::fill(inverse_.input().begin(), inverse_.input().end(), Sample{});
  }

  void search(std::span<const std::int64_t> center_bins, std::vector<PssCandidate>& found) {
    if (stackers_[0].half_frames() == 0) return;
    measure_energy(center_bins[center_bins.size() / 2]);
    for (const std::int64_t center : center_bins) search_row(center, found);
  }

 private:
  // All sequences side by side, part by part: what they share stays in the cache.
  void search_row(std::int64_t center, std::vector<PssCandidate>& found) {
    for (Stacker& stacker : stackers_) stacker.begin();
    for (auto& window : windows_) window.clear();
    window_begin_ = 0;
    window_end_ = 0;
    for (std::size_t part = 0; part < stackers_[0].parts(); ++part) {
      const Stacker::Reach reach = stackers_[0].reach(part);
      slide_to(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, reach.first)));
      extend_to(std::min(samples_, static_cast<std::size_t>(reach.end)), center);
      for (std::size_t n = 0; n < 3; ++n)
        stackers_[n].add_part(part, windows_[n], static_cast<std::ptrdiff_t>(window_begin_));
    }
    for (std::uint8_t n_id_2 = 0; n_id_2 < 3; ++n_id_2) pick_peaks(center, n_id_2, found);
  }

  // Forgets what the windows hold of the row before `first`.
  void slide_to(std::size_t first) {
    if (first <= window_begin_) return;
    const std::size_t gone = std::min(first, window_end_) - window_begin_;
    for (auto& window : windows_)
      window.erase(window.begin(), window.begin() + static_cast<std::ptrdiff_t>(gone));
    window_begin_ += gone;
  }

  // Correlates block by block until the windows reach `end`.
  void extend_to(std::size_t end, std::int64_t center) {
    while (window_end_ < end) {
      const std::size_t block = window_end_ / plan_.search_hop;
      std::size_t length = 0;
      for (std::size_t n = 0; n < 3; ++n) {
        const auto out = transform(block, center, &templates_[n]);
        length = out.size();
        auto& window = windows_[n];
        const std::size_t at = window.size();
        window.resize(at + length);
        scaled_powers(out, std::span<const float>(inverse_energy_).subspan(window_end_, length),
                      static_cast<float>(kMaxPower), std::span<Power>(window).subspan(at, length));
      }
      window_end_ += length;
    }
  }

  // The block's correlation with a template (or, without one, its own signal) in the band around `center`:
  // the part of the transform's output that this block is responsible for.
  std::span<const Sample> transform(std::size_t block, std::int64_t center,
                                    const std::vector<Sample>* weights) {
    const auto n = static_cast<std::int64_t>(plan_.input_size);
    const auto size = static_cast<std::int64_t>(plan_.search_size);
    const std::span<const Sample> bins = spectra_.block(block);
    const std::span<Sample> in = inverse_.input();
    const std::int64_t lowest = -(n / 2) - center;
    const std::int64_t highest = (n - 1) / 2 - center;
    // Runs without a wrap inside: carrier bins of one sign, and band bins of one sign. Bins that the band
    // does not have are silent; all others of the input stay zero from the start.
    for (std::int64_t k = -half_bins_; k <= half_bins_;) {
      std::int64_t end = k < 0 ? -1 : half_bins_;
      const std::int64_t from = center + k;
      if (from < 0) end = std::min(end, -center - 1);
      if (k < lowest) end = std::min(end, lowest - 1);
      if (k <= highest) end = std::min(end, highest);
      const auto length = static_cast<std::size_t>(end - k + 1);
      const std::span<Sample> target = in.subspan(static_cast<std::size_t>(k < 0 ? k + size : k), length);
      if (k < lowest || k > highest) {
        std::fill(target.begin(), target.end(), Sample{});
      } else {
        const auto source = bins.subspan(static_cast<std::size_t>(from < 0 ? from + n : from), length);
        if (weights == nullptr) {
          std::copy(source.begin(), source.end(), target.begin());
        } else {
          const auto first = static_cast<std::size_t>(k + half_bins_);
          multiply_conj(source, std::span<const Sample>(*weights).subspan(first, length), target);
        }
      }
      k = end + 1;
    }
    const std::size_t begin = block * plan_.search_hop;
    return inverse_.run().subspan(plan_.search_lead, std::min(plan_.search_hop, samples_ - begin));
  }

  void measure_energy(std::int64_t center) {
    for (std::size_t b = 0; b * plan_.search_hop < samples_; ++b) {
      const auto out = transform(b, center, nullptr);
      squared_magnitudes(out, std::span<float>(inverse_energy_).subspan(b * plan_.search_hop, out.size()));
    }
    double total = 0.0;
    for (const float p : inverse_energy_) total += static_cast<double>(p);
    // Silence (a gap, zeros before a start) is no signal.
    const double silence =
        1e-4 * total / static_cast<double>(samples_) * static_cast<double>(kSymbol_samples);
    sum_over_symbols();
    // A sequence cut to its band reaches a little past its symbol: a loud neighbour counts where the symbol
    // itself is quiet (TDD's pauses), or its skirts would look like a match.
    const double scale =
        kPowerUnit * (1.0 + 2.0 * kNeighbourShare) * kTimeBandwidth * static_cast<double>(plan_.search_size);
    invert_energy(static_cast<float>(silence), static_cast<float>(scale));
  }

  // Chunk by chunk in place: what a chunk still needs of its neighbours is read ahead, or kept from before.
  static constexpr std::size_t kChunk_samples = 1024;

  // Powers become energies over the symbol that begins at each sample.
  void sum_over_symbols() noexcept {
    std::array<double, kChunk_samples + kSymbol_samples + 1> up_to{};
    for (std::size_t first = 0; first < samples_; first += kChunk_samples) {
      const std::size_t length = std::min(kChunk_samples, samples_ - first);
      const std::size_t ahead = std::min(length + kSymbol_samples, samples_ - first);
      const std::span<float> energy = std::span<float>(inverse_energy_).subspan(first);
      for (std::size_t i = 0; i < ahead; ++i) up_to[i + 1] = up_to[i] + static_cast<double>(energy[i]);
      for (std::size_t i = ahead; i < length + kSymbol_samples; ++i) up_to[i + 1] = up_to[ahead];
      for (std::size_t i = 0; i < length; ++i)
        energy[i] = static_cast<float>(up_to[i + kSymbol_samples] - up_to[i]);
    }
  }

  // Energies become what a correlation's power is to be multiplied by; where there is silence, nothing.
  void invert_energy(float silence, float scale) noexcept {
    constexpr auto kShare = static_cast<float>(kNeighbourShare);
    std::array<float, kChunk_samples + 2 * kSymbol_samples> near{};  // the chunk and a symbol on either side
    std::fill_n(near.begin(), kSymbol_samples, samples_ > 0 ? inverse_energy_[0] : 0.0F);
    for (std::size_t first = 0; first < samples_; first += kChunk_samples) {
      const std::size_t length = std::min(kChunk_samples, samples_ - first);
      const std::span<float> energy = std::span<float>(inverse_energy_).subspan(first);
      const std::size_t ahead = std::min(length + kSymbol_samples, energy.size());
      std::copy_n(energy.begin(), ahead, near.begin() + kSymbol_samples);
      for (std::size_t i = ahead; i < length + kSymbol_samples; ++i)
        near[kSymbol_samples + i] = near[i];  // beyond the end a sample's own energy stands for the next's
      for (std::size_t i = 0; i < length; ++i) {
        const float here = near[i + kSymbol_samples];
        const float both = here + kShare * (near[i] + near[i + 2 * kSymbol_samples]);
        energy[i] = both > silence ? scale / both : 0.0F;
      }
      std::copy_n(near.begin() + static_cast<std::ptrdiff_t>(length), kSymbol_samples, near.begin());
    }
  }

  void pick_peaks(std::int64_t center, std::uint8_t n_id_2, std::vector<PssCandidate>& found) {
    const Stacker& stacker = stackers_[n_id_2];
    const std::span<const Power> best = stacker.best();
    const auto count = static_cast<double>(stacker.half_frames());
    const double threshold = kPowerUnit * gamma_threshold(config_.min_z, count);
    peaks_.clear();
    const auto size = best.size();
    for (std::size_t t = 0; t < size; ++t) {
      if (static_cast<double>(best[t]) < threshold) continue;
      const Power before = std::max(best[(t + size - 1) % size], best[(t + size - 2) % size]);
      const Power after = std::max(best[(t + 1) % size], best[(t + 2) % size]);
      if (best[t] >= before && best[t] > after) peaks_.push_back(t);
    }
    const auto stronger = [&best](std::size_t a, std::size_t b) {
      return best[a] != best[b] ? best[a] > best[b] : a < b;
    };
    if (peaks_.size() > kPeaksPerRow) {
      std::partial_sort(peaks_.begin(), peaks_.begin() + kPeaksPerRow, peaks_.end(), stronger);
      peaks_.resize(kPeaksPerRow);
    }
    for (const std::size_t t : peaks_) {
      found.push_back({.offset_hz = static_cast<double>(center) * plan_.bin_hz,
                       .n_id_2 = n_id_2,
                       .pss_start_s = static_cast<double>(t) / kSearchRate_hz,
                       .drift_ppm = stacker.slope(t) * 1e6,
                       .z = gamma_z_score(static_cast<double>(best[t]) / kPowerUnit, count),
                       .mean_match = static_cast<double>(best[t]) / (kPowerUnit * count * kTimeBandwidth)});
    }
  }

  const BandSpectra& spectra_;
  const BlockPlan& plan_;
  const PssSearchConfig& config_;
  const std::array<std::vector<Sample>, 3>& templates_;
  std::int64_t half_bins_;
  std::size_t samples_;
  Fft inverse_;
  std::vector<Stacker> stackers_;              // by sequence
  std::array<std::vector<Power>, 3> windows_;  // of the row being searched, by sequence:
  std::size_t window_begin_ = 0;               // … from this sample
  std::size_t window_end_ = 0;                 // … to before this one, a block's end
  std::vector<float> inverse_energy_;
  std::vector<std::size_t> peaks_;
};

bool better(const PssCandidate& a, const PssCandidate& b) noexcept {
  if (a.z != b.z) return a.z > b.z;
  if (a.offset_hz != b.offset_hz) return a.offset_hz < b.offset_hz;
  if (a.n_id_2 != b.n_id_2) return a.n_id_2 < b.n_id_2;
  return a.pss_start_s < b.pss_start_s;
}

double half_frame_distance_s(double a, double b) noexcept {
  constexpr double kHalfFrame_s = 5e-3;
  const double d = std::fmod(std::abs(a - b), kHalfFrame_s);
  return std::min(d, kHalfFrame_s - d);
}

}  // namespace

bool may_be_side_lobe(const PssCandidate& weaker, const PssCandidate& stronger) noexcept {
  const double frequency = std::abs(weaker.offset_hz - stronger.offset_hz);
  const double time = half_frame_distance_s(weaker.pss_start_s, stronger.pss_start_s);
  // A candidate on the same carrier is looked at again when the stronger one has been taken out.
  if (frequency < kOneCarrier_hz) return true;
  return frequency < 950e3 && time < 75e-6 && weaker.z < 0.95 * stronger.z;
}

namespace {

bool is_near_raster(double offset_hz, const CarrierRaster& raster) noexcept {
  return std::abs(std::remainder(offset_hz - raster.point_hz, raster.step_hz)) <= raster.reach_hz;
}

// Bins of the carriers to look at, in groups of neighbours.
std::vector<std::vector<std::int64_t>> rows_of(const PssSearchConfig& config, double bin_hz) {
  std::vector<std::vector<std::int64_t>> groups;
  const auto steps =
      static_cast<int>(std::floor((config.max_offset_hz - config.min_offset_hz) / kGridStep_hz));
  bool is_after_gap = true;
  for (int step = 0; step <= steps; ++step) {
    const double offset_hz = config.min_offset_hz + step * kGridStep_hz;
    const bool is_known = std::any_of(
        config.known_offsets_hz.begin(), config.known_offsets_hz.end(),
        [&](double known_hz) { return std::abs(offset_hz - known_hz) < kOneCarrier_hz - kGridStep_hz / 2; });
    if (is_known || (config.raster && !is_near_raster(offset_hz, *config.raster))) {
      is_after_gap = true;
      continue;
    }
    if (is_after_gap || groups.back().size() >= kRowsPerTask) groups.emplace_back();
    groups.back().push_back(std::llround(offset_hz / bin_hz));
    is_after_gap = false;
  }
  return groups;
}

}  // namespace

std::vector<PssCandidate> search_pss(const BandSpectra& spectra, const PssSearchConfig& config,
                                     const ParallelFor& parallel) {
  const BlockPlan& plan = spectra.plan();
  const auto half_bins = static_cast<std::int64_t>(kHalfBand_hz / plan.bin_hz);
  std::array<std::vector<Sample>, 3> templates;
  for (unsigned n = 0; n < 3; ++n) templates[n] = template_spectrum(n, plan.bin_hz, half_bins);

  const std::vector<std::vector<std::int64_t>> tasks = rows_of(config, plan.bin_hz);
  // A few tasks share buffers and transform, so that memory stays small and planning rare.
  constexpr std::size_t kTasksPerWorker = 4;
  const std::size_t workers = (tasks.size() + kTasksPerWorker - 1) / kTasksPerWorker;
  std::vector<std::vector<PssCandidate>> found(workers);
  parallel(workers, [&](std::size_t worker) {
    RowSearch rows(spectra, config, templates);
    const std::size_t end = std::min(tasks.size(), (worker + 1) * kTasksPerWorker);
    for (std::size_t task = worker * kTasksPerWorker; task < end; ++task) {
      rows.search(tasks[task], found[worker]);
    }
  });

  std::vector<PssCandidate> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end(), better);
  // A strong cell's side lobes must not crowd out a weak cell elsewhere: only a few for each.
  constexpr int kCompanions = 9;
  std::vector<PssCandidate> kept;
  std::vector<int> companions;
  for (const PssCandidate& candidate : all) {
    if (kept.size() >= config.max_candidates) break;
    const auto is_same = [&candidate](const PssCandidate& k) {
      return std::abs(k.offset_hz - candidate.offset_hz) < kOneCarrier_hz && k.n_id_2 == candidate.n_id_2 &&
             half_frame_distance_s(k.pss_start_s, candidate.pss_start_s) < 12e-6;
    };
    if (std::any_of(kept.begin(), kept.end(), is_same)) continue;
    const auto parent = std::find_if(kept.begin(), kept.end(), [&candidate](const PssCandidate& k) {
      return may_be_side_lobe(candidate, k);
    });
    if (parent != kept.end() && companions[static_cast<std::size_t>(parent - kept.begin())]++ >= kCompanions)
      continue;
    kept.push_back(candidate);
    companions.push_back(0);
  }
  return kept;
}

}  // namespace cellwarden::lte
