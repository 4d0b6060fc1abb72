#include "dsp/capture/radio_process.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <deque>
#include <mutex>
#include <utility>
#include <variant>

#include "dsp/capture/child_process.hpp"
#include "dsp/capture/packet_socket.hpp"
#include "dsp/capture/radio_child.hpp"
#include "dsp/capture/radio_messages.hpp"
#include "dsp/capture/sample_ring.hpp"
#include "dsp/capture/talk_limit.hpp"

namespace cellwarden::capture {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Kind = RadioEvent::Kind;

constexpr std::size_t kFewestRingOctets = std::size_t{4} << 20U;
constexpr std::size_t kOctetsPerSample = 4;  // room for sixteen bits; eight last twice as long
constexpr milliseconds kLook{100};
constexpr int kMostReports = 1000;       // read at one look, however fast more come
constexpr milliseconds kLastWord{1000};  // to close its device in
constexpr milliseconds kNoPatience{0};
constexpr milliseconds kSpareTime{1000};  // it notices silence itself; only then is it taken to hang

std::size_t ring_capacity(const DeviceSettings& settings, const RadioProcessSettings& process) {
  const double rate_hz = settings.sample_rate_hz.value_or(settings.usual_rate_hz);
  const double octets = process.ring_s * rate_hz * kOctetsPerSample;
  return static_cast<std::size_t>(std::clamp(octets, static_cast<double>(kFewestRingOctets),
                                             static_cast<double>(process.most_ring_octets)));
}

Result<Descriptor> make_wake() {
  Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.is_open()) return fail(ErrorCode::kDevice, "the radio's process cannot be waited for (eventfd)");
  return wake;
}

DeviceCounters sum_of(const DeviceCounters& a, const DeviceCounters& b) {
  return {.samples = a.samples + b.samples,
          .samples_lost = a.samples_lost + b.samples_lost,
          .samples_clipped = a.samples_clipped + b.samples_clipped,
          .overflows = a.overflows + b.overflows,
          .time_jumps = a.time_jumps + b.time_jumps,
          .uncounted_gaps = a.uncounted_gaps + b.uncounted_gaps,
          .timeouts = a.timeouts + b.timeouts};
}

}  // namespace

/// The running process of a radio and the wish that there be one.
class RadioProcess::Supervisor {
 public:
  static Result<std::unique_ptr<Supervisor>> start(const DeviceSettings& settings,
                                                   RadioProcessSettings process) {
    if (process.command.empty()) process.command = radio_process_command();
    auto memory = SharedMemory::make(ring_octets(ring_capacity(settings, process)));
    if (!memory) return tl::unexpected<Error>(memory.error());
    auto wake = make_wake();
    if (!wake) return tl::unexpected<Error>(wake.error());
    auto stopping = make_wake();
    if (!stopping) return tl::unexpected<Error>(stopping.error());
    std::unique_ptr<Supervisor> supervisor(new Supervisor(settings, std::move(process), std::move(*memory),
                                                          std::move(*wake), std::move(*stopping)));
    if (const auto opened = supervisor->open(); !opened) return tl::unexpected<Error>(opened.error());
    supervisor->info_ = supervisor->latest_info_;
    return supervisor;
  }

  ~Supervisor() { close(kLastWord); }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  const StreamInfo& info() const noexcept { return info_; }

  void stop() noexcept {
    stopped_ = true;
    static_cast<void>(::eventfd_write(stopping_.number(), 1));
  }

  Result<std::optional<IqBlock>> read() {
    while (!stopped_) {
      if (!child_ && !reopen()) continue;
      if (Clock::now() >= next_listening_at_) listen();
      const auto raw = ring_->read();
      if (!raw) {
        lose(raw.error().what, kNoPatience);
        continue;
      }
      if (raw->has_value()) return place(**raw);
      if (has_ended_) return std::nullopt;
      if (failure_) {
        lose(*failure_, kLastWord);
        continue;
      }
      wait(kLook);
      listen();
      if (Clock::now() - std::max(read_at_, opened_at_) > settings_.silence_limit + kSpareTime) {
        lose(fmt::format("{}: its driver hangs", info_.name), kNoPatience);
      }
    }
    return std::nullopt;
  }

  void retune(const Retuning& asked) {
    settings_.center_hz = asked.center_hz;
    if (asked.gain) settings_.gain = *asked.gain;
    if (asked.ppm) settings_.ppm = asked.ppm;
    if (control_ && control_->send(to_text(RadioOrder(asked)))) unanswered_.push_back(asked);
  }

  RadioCounters counters() const {
    const std::scoped_lock lock(counting_);
    return counters_;
  }

  std::optional<int> process_id() const {
    const std::scoped_lock lock(counting_);
    return process_id_;
  }

 private:
  Supervisor(const DeviceSettings& settings, RadioProcessSettings process, SharedMemory memory,
             Descriptor wake, Descriptor stopping)
      : settings_(settings),
        process_(std::move(process)),
        memory_(std::move(memory)),
        wake_(std::move(wake)),
        stopping_(std::move(stopping)),
        pause_(process_.shortest_pause) {}

  /// Starts a process and waits until it says that the radio runs, or why not.
  Result<void> open() {
    auto ends = PacketSocket::pair();
    if (!ends) return tl::unexpected<Error>(ends.error());
    ring_.emplace(memory_.octets());  // nobody writes: the process before, if any, is gone
    const std::array<int, 3> inherited{ends->second.descriptor(), memory_.descriptor(), wake_.number()};
    std::vector<std::string> command = process_.command;
    command.push_back(std::to_string(::getpid()));
    auto child = ChildProcess::start(command, inherited);
    if (!child) return tl::unexpected<Error>(child.error());
    child_.emplace(std::move(*child));
    control_.emplace(std::move(ends->first));
    ends->second = PacketSocket();  // the process's own end is its alone: closed, it says that it ended
    failure_.reset();
    unanswered_.clear();
    has_ended_ = is_open_ = false;
    count_process();
    control_->send(to_text(RadioOrder(settings_)));

    const auto until = Clock::now() + process_.open_limit;
    while (!is_open_ && !failure_ && !stopped_ && Clock::now() < until) {
      listen();
      if (!is_open_ && !failure_) wait(kLook);
    }
    if (is_open_) {
      opened_at_ = Clock::now();
      is_first_block_ = true;
      return {};
    }
    const std::string what = failure_.value_or(fmt::format("{}: it does not open within {} s",
                                                           format_arguments(settings_.arguments),
                                                           process_.open_limit.count() / 1000));
    close(failure_ ? kLastWord : kNoPatience);
    return fail(ErrorCode::kDevice, what);
  }

  /// After a pause. \return whether there is a radio again
  bool reopen() {
    const auto now = Clock::now();
    if (now < next_try_at_) {
      wait(std::min(kLook, std::chrono::ceil<milliseconds>(next_try_at_ - now)));
      return false;
    }
    const auto opened = open();
    if (opened) {
      tell({Kind::kOpened, fmt::format("{}: it runs again", latest_info_.name)});
      return true;
    }
    if (stopped_) return false;
    wish_for_what_it_took();  // of orders that it never answered, one may be what is in the way
    tell({.kind = Kind::kNotOpened, .text = opened.error().what, .next_try_in = schedule_next_try()});
    return false;
  }

  milliseconds schedule_next_try() {
    const milliseconds pause = pause_;
    next_try_at_ = Clock::now() + pause;
    pause_ = std::min(2 * pause_, process_.longest_pause);
    return pause;
  }

  /// \param patience  as of close()
  void lose(std::string what, milliseconds patience) {
    listen();
    close(patience);
    {
      const std::scoped_lock lock(counting_);
      ++counters_.losses;
    }
    tell({.kind = Kind::kLost, .text = std::move(what), .next_try_in = schedule_next_try()});
  }

  /// \param patience  for it to close its device
  void close(milliseconds patience) {
    control_.reset();
    if (child_) child_->end(patience);
    child_.reset();
    const std::scoped_lock lock(counting_);
    finished_ = sum_of(finished_, std::exchange(running_, {}));
    count_device();
    counters_.samples_dropped = dropped_before_ += ring_ ? ring_->samples_dropped() : 0;
    counters_.ring_fill = counters_.backlog_s = 0;
    counters_.is_running = false;
    process_id_.reset();
    ring_.reset();
  }

  void count_process() {
    const std::scoped_lock lock(counting_);
    process_id_ = static_cast<int>(child_->id());
  }

  /// `counting_` is held. Samples are looked at here alone: the radio's process counts no clipped ones.
  void count_device() {
    counters_.device = sum_of(finished_, running_);
    counters_.device.samples_clipped = clipped_;
  }

  /// `counting_` is held.
  void count_waiting() {
    counters_.samples_dropped = dropped_before_ + (ring_ ? ring_->samples_dropped() : 0);
    counters_.ring_fill = ring_ ? ring_->fill() : 0;
    counters_.backlog_s = counters_.ring_fill * counters_.ring_s;
  }

  /// Until samples, a message, words or stop(), or the time is over.
  void wait(milliseconds longest) {
    constexpr short kIn = POLLIN;
    std::array<pollfd, 4> waited{{{stopping_.number(), kIn, 0},
                                  {wake_.number(), kIn, 0},
                                  {control_ ? control_->descriptor() : -1, kIn, 0},
                                  {child_ ? child_->words_descriptor() : -1, kIn, 0}}};
    ::poll(waited.data(), waited.size(), static_cast<int>(longest.count()));
    eventfd_t ignored = 0;
    static_cast<void>(::eventfd_read(wake_.number(), &ignored));
  }

  /// Hears all that the process has said.
  void listen() {
    next_listening_at_ = Clock::now() + kLook;
    if (!child_) return;
    hear_words();
    for (int i = 0; i < kMostReports; ++i) {
      const auto text = control_->receive(PacketSocket::Waiting::kNo);
      if (!text) break;
      if (const auto report = read_report(*text)) {
        std::visit([this](const auto& what) { hear(what); }, *report);
      }
    }
    if (const auto left_out = talk_.take_left_out(Clock::now())) {
      tell({.kind = Kind::kDriverSaid,
            .text = fmt::format("{}: its driver says {} lines more", format_arguments(settings_.arguments),
                                left_out->lines),
            .level = left_out->gravest});
    }
    if (control_->is_closed() && !has_ended_ && !failure_) {
      const std::string ending = child_->end(kLastWord);
      hear_words();  // its last ones may have come since
      failure_ = fmt::format("{}: its driver's process {}{}", format_arguments(settings_.arguments), ending,
                             last_words_.empty() ? "" : " (" + last_words_ + ")");
    }
    const std::scoped_lock lock(counting_);
    count_device();
    count_waiting();
  }

  void hear_words() {
    for (const std::string& line : child_->said()) {
      tell_words(DriverMessageLevel::kInfo, line);
      last_words_ = line;
    }
  }

  void hear(const RadioOpened& opened) {
    is_open_ = true;
    settings_.arguments = opened.arguments;
    taken_ = {settings_.center_hz, settings_.gain};
    latest_info_ = opened.info;
    last_words_.clear();
    const std::scoped_lock lock(counting_);
    counters_.is_running = true;
  }
  void hear(const RadioRetuned& retuned) {
    if (retuned.refused) tell({.kind = Kind::kRefused, .text = *retuned.refused});
    for (std::uint64_t i = 0; i < retuned.orders && !unanswered_.empty(); ++i) {
      if (!retuned.refused) took(unanswered_.front());
      unanswered_.pop_front();
    }
    if (unanswered_.empty()) wish_for_what_it_took();
  }

  void took(const Retuning& order) {
    taken_.center_hz = order.center_hz;
    if (order.gain) taken_.gain = *order.gain;
  }
  /// What the radio refuses would keep it from being opened again.
  void wish_for_what_it_took() {
    settings_.center_hz = taken_.center_hz;
    settings_.gain = taken_.gain;
  }
  void hear(const RadioFailed& failed) { failure_ = failed.what; }
  void hear(const RadioEnded& /*ended*/) { has_ended_ = true; }
  void hear(const RadioSaid& said) { tell_words(said.level, said.text); }
  template <class OfASearch>
  void hear(const OfASearch& /*nobody asked*/) {}
  void hear(const DeviceCounters& counters) {
    const std::scoped_lock lock(counting_);
    running_ = counters;
  }

  void tell_words(DriverMessageLevel level, const std::string& text) {
    if (talk_.admits(level, Clock::now())) tell({.kind = Kind::kDriverSaid, .text = text, .level = level});
  }

  void tell(const RadioEvent& event) const {
    if (process_.on_event) process_.on_event(event);
  }

  /// Puts a block of the process that runs now into the stream since the first one.
  IqBlock place(const RawBlock& raw) {
    IqBlock block = reader_.read(raw);
    read_at_ = Clock::now();
    // What waited was received earlier than it is read. A time that cannot be is a process's gone wrong.
    const auto received_at =
        std::clamp(raw.returned_at.value_or(read_at_), std::min(heard_at_, read_at_), read_at_);
    if (std::exchange(is_first_block_, false) && has_started_) account_for_absence(block, received_at);
    has_started_ = true;
    // A clock error that is known better by now: what was before lasts as long as it did.
    if (rate_hz_ > 0.0 && block.sample_rate_hz != rate_hz_) {
      const double rescaled = static_cast<double>(shift_) * (block.sample_rate_hz / rate_hz_);
      shift_ = static_cast<std::uint64_t>(std::llround(rescaled));
    }
    rate_hz_ = block.sample_rate_hz;
    block.first_sample += shift_;
    next_sample_ = block.first_sample + block.samples.size();
    heard_at_ = received_at;
    pause_ = process_.shortest_pause;
    const std::scoped_lock lock(counting_);
    const double octets_per_s = block.sample_rate_hz * static_cast<double>(bytes_per_sample(raw.format));
    counters_.ring_s = static_cast<double>(ring_capacity(settings_, process_)) / octets_per_s;
    count_waiting();
    clipped_ += block.clipped_samples;
    count_device();
    return block;
  }

  /// What was missed while there was no radio, by the clock.
  void account_for_absence(IqBlock& block, Clock::time_point received_at) {
    const double absent_s = std::chrono::duration<double>(received_at - heard_at_).count();
    const double missed = absent_s * block.sample_rate_hz - static_cast<double>(block.samples.size());
    const auto missing = static_cast<std::uint64_t>(std::max(1.0, std::floor(missed)));
    shift_ = next_sample_ + missing - block.first_sample;
    block.lost_before = missing;
    block.gap_before = true;
    const std::scoped_lock lock(counting_);
    counters_.samples_missed += missing;
  }

  struct Taken {
    std::optional<double> center_hz;
    GainSettings gain;
  };

  DeviceSettings settings_;          ///< as it is to be
  Taken taken_;                      ///< what it took last of that
  std::deque<Retuning> unanswered_;  ///< orders of which it has not said what became of them
  const RadioProcessSettings process_;
  SharedMemory memory_;
  Descriptor wake_;
  Descriptor stopping_;
  StreamInfo info_;
  StreamInfo latest_info_;

  std::optional<RingReader> ring_;
  std::optional<PacketSocket> control_;
  std::optional<ChildProcess> child_;
  bool is_open_ = false;
  bool has_ended_ = false;
  std::optional<std::string> failure_;
  std::string last_words_;
  TalkLimit talk_;

  RawBlockReader reader_;
  Clock::time_point heard_at_;  ///< when the driver handed out the last samples that were read
  Clock::time_point read_at_;   ///< and when they were read
  Clock::time_point opened_at_;
  Clock::time_point next_try_at_;
  Clock::time_point next_listening_at_;
  milliseconds pause_;
  bool has_started_ = false;
  bool is_first_block_ = false;  ///< of this process
  std::uint64_t next_sample_ = 0;
  std::uint64_t shift_ = 0;
  double rate_hz_ = 0.0;
  std::atomic<bool> stopped_{};

  mutable std::mutex counting_;  ///< what follows
  RadioCounters counters_;
  DeviceCounters finished_;
  DeviceCounters running_;
  std::uint64_t dropped_before_ = 0;
  std::uint64_t clipped_ = 0;
  std::optional<int> process_id_;
};

RadioProcess::RadioProcess(std::unique_ptr<Supervisor> supervisor) : supervisor_(std::move(supervisor)) {}
RadioProcess::~RadioProcess() = default;

Result<std::unique_ptr<RadioProcess>> RadioProcess::start(const DeviceSettings& settings,
                                                          RadioProcessSettings process) {
  auto supervisor = Supervisor::start(settings, std::move(process));
  if (!supervisor) return tl::unexpected<Error>(supervisor.error());
  return std::unique_ptr<RadioProcess>(new RadioProcess(std::move(*supervisor)));
}

const StreamInfo& RadioProcess::info() const noexcept {
  return supervisor_->info();
}
Result<std::optional<IqBlock>> RadioProcess::read() {
  return supervisor_->read();
}
void RadioProcess::stop() noexcept {
  supervisor_->stop();
}
void RadioProcess::retune(const Retuning& asked) {
  supervisor_->retune(asked);
}
RadioCounters RadioProcess::counters() const {
  return supervisor_->counters();
}
std::optional<int> RadioProcess::process_id() const {
  return supervisor_->process_id();
}

}  // namespace cellwarden::capture
