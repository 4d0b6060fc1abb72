#include "tools/cellwarden/screen/screen_sink.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "tools/cellwarden/output/text_report.hpp"
#include "tools/cellwarden/screen/curses_screen.hpp"
#include "tools/cellwarden/screen/screen_layout.hpp"
#include "tools/cellwarden/screen/screen_state.hpp"
#include "tools/cellwarden/sound/alarm_policy.hpp"
#include "tools/cellwarden/sound/sound_device.hpp"
#include "tools/cellwarden/sound/sound_player.hpp"

namespace cellwarden::tools {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenDraws{250};

class ScreenSink final : public Sink {
 public:
  explicit ScreenSink(const ScreenSettings& settings)
      : Sink(Writer::to_stdout()),
        summary_(make_text_sink(Writer::to_stdout(), false)),
        tells_messages_(settings.tells_messages),
        state_(settings.has_sound) {}

  ~ScreenSink() override { close(); }

  [[nodiscard]] bool takes_messages() const noexcept override { return tells_messages_; }
  [[nodiscard]] bool wants_live_state() const noexcept override { return true; }

  void begin(const InputDescription& input) override {
    input_ = input;
    state_.begin(input, now().s);
    open();
  }

  void dwell(const Dwell& dwell) override {
    const std::lock_guard lock(mutex_);
    state_.dwell(dwell, now().s);
  }

  void events(const detector::Events& events) override {
    const std::lock_guard lock(mutex_);
    const Moment moment = now();
    state_.events(events, moment.s);
    for (const auto& incident : events.incidents) {
      const bool is_open = incident.state != detector::IncidentState::kClosed;
      alarm_.note_incident(incident.id, incident.level, is_open, moment.s);
    }
  }

  void messages(const Observation& only_new) override {
    const std::lock_guard lock(mutex_);
    std::string text = message_lines(only_new);
    while (text.ends_with('\n')) text.pop_back();
    state_.line(LineKind::kTold, text, now().utc);
  }

  void status(const records::StatusRecord& status) override {
    const std::lock_guard lock(mutex_);
    state_.status(status);
  }

  void live(const LiveState& live) override {
    const std::lock_guard lock(mutex_);
    state_.live(live);
  }

  void stopping() noexcept override {
    is_stopping_ = true;
    CursesScreen::restore_on_fatal_signals();
  }

  void end(const Ending& ending) override {
    close();
    summary_->begin(input_);
    summary_->end(ending);
    summary_->writer().flush();
  }

 private:
  [[nodiscard]] Moment now() const {
    return {std::chrono::duration<double>(Steady::now() - start_).count(),
            Time(std::chrono::system_clock::now())};
  }

  void open() {
    screen_.emplace();
    lines_taken_.emplace([this](LineKind kind, std::string_view what) { take_line(kind, what); });
    player_.emplace(play_samples, [this](const Error& error) { ring_instead(error); });
    drawing_ = std::thread([this] { draw_until_closed(); });
  }

  /// The terminal is given back before anything else is written.
  void close() {
    if (!drawing_.joinable()) return;
    is_closing_ = true;
    drawing_.join();
    screen_.reset();
    player_.reset();
    lines_taken_.reset();
    if (warnings_left_out_ > 0) complain(fmt::format("{} earlier warnings are left out", warnings_left_out_));
    for (const auto& warning : warnings_) complain(warning);
    warnings_.clear();
  }

  void take_line(LineKind kind, std::string_view what) {
    constexpr std::size_t kMostWarnings = 200;
    const std::lock_guard lock(mutex_);
    state_.line(kind, what, now().utc);
    if (kind != LineKind::kComplaint) return;
    warnings_.emplace_back(what);
    if (warnings_.size() <= kMostWarnings) return;
    warnings_.erase(warnings_.begin());
    ++warnings_left_out_;
  }

  /// By the player's thread.
  void ring_instead(const Error& error) {
    rings_ = true;
    if (!is_bell_told_.exchange(true)) complain(error.what + "; the terminal's bell rings instead");
  }

  void draw_until_closed() {
    while (!is_closing_) {
      draw();
      if (rings_.exchange(false)) screen_->ring();
      if (const auto sound = due_sound()) player_->play(*sound);
      const auto key = screen_->key(kBetweenDraws);
      if (key && is_end_asked(*key)) std::raise(SIGINT);  // the same as Ctrl-C
    }
  }

  void draw() {
    const ScreenSize size = screen_->size();
    ScreenPicture picture;
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) state_.stopping();
      picture = lay_out(state_, size, now());
      state_.limit_scroll(picture.most_scroll, picture.page_rows);
    }
    screen_->draw(picture.lines);
  }

  [[nodiscard]] std::optional<Sound> due_sound() {
    const std::lock_guard lock(mutex_);
    const double now_s = now().s;
    alarm_.note_blind(state_.is_blind(now_s), now_s);
    const auto sound = alarm_.due(now_s);
    return state_.has_sound() && !is_stopping_ ? sound : std::nullopt;
  }

  [[nodiscard]] bool is_end_asked(Key key) {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return false;
    const bool is_asked = state_.press(key);
    if (is_asked) state_.stopping();
    return is_asked;
  }

  std::unique_ptr<Sink> summary_;  ///< what is printed at the end
  bool tells_messages_;
  InputDescription input_;
  const Steady::time_point start_ = Steady::now();

  std::mutex mutex_;  ///< of what follows
  ScreenState state_;
  AlarmPolicy alarm_;
  std::vector<std::string> warnings_;
  std::size_t warnings_left_out_ = 0;

  std::atomic<bool> is_stopping_ = false;
  std::atomic<bool> is_closing_ = false;
  std::atomic<bool> rings_ = false;
  std::atomic<bool> is_bell_told_ = false;
  std::optional<CursesScreen> screen_;  ///< the drawing thread's while there is one
  std::optional<LinesTaken> lines_taken_;
  std::optional<SoundPlayer> player_;
  std::thread drawing_;
};

}  // namespace

bool shows_screen(const Invocation& asked) {
  return asked.command == Command::kWatch && !asked.is_plain && CursesScreen::is_possible();
}

std::unique_ptr<Sink> make_screen_sink(const ScreenSettings& settings) {
  return std::make_unique<ScreenSink>(settings);
}

}  // namespace cellwarden::tools
