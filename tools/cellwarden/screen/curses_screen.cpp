// Before the header: its macros have the names of the standard library's functions.
#define NCURSES_NOMACROS 1  // NOLINT(bugprone-reserved-identifier)
#include "tools/cellwarden/screen/curses_screen.hpp"

#include <curses.h>
#include <langinfo.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "detector/harmless_text.hpp"
#include "tools/cellwarden/output/text_layout.hpp"

// Last, and without those of its macros that are names here.
#include <term.h>
#undef columns
#undef lines

namespace cellwarden::tools {
namespace {

// What a signal handler may use: everything made before, and only calls that are allowed there.
struct Rescue {
  termios before{};
  std::array<char, 256> leave{};  ///< what the terminal is told
  std::size_t leave_length = 0;
  volatile std::sig_atomic_t is_needed = 0;
};
Rescue rescue;

constexpr std::array kFatalSignals{SIGINT,  SIGTERM, SIGHUP, SIGQUIT, SIGABRT,
                                   SIGSEGV, SIGBUS,  SIGFPE, SIGILL};
// These end a watch in order as long as somebody waits for them.
constexpr std::size_t kOrderlySignals = 3;
std::array<struct sigaction, kFatalSignals.size()> handlers_before;
std::array<bool, kFatalSignals.size()> is_handled{};

extern "C" void give_terminal_back(int signal_number) {
  if (rescue.is_needed != 0) {
    rescue.is_needed = 0;
    [[maybe_unused]] const auto written = write(STDOUT_FILENO, rescue.leave.data(), rescue.leave_length);
    tcsetattr(STDOUT_FILENO, TCSANOW, &rescue.before);
  }
  for (std::size_t i = 0; i < kFatalSignals.size(); ++i) {
    if (kFatalSignals[i] == signal_number) sigaction(signal_number, &handlers_before[i], nullptr);
  }
  std::raise(signal_number);  // once this returns
}

void handle(std::size_t from, std::size_t to) {
  struct sigaction action {};
  action.sa_handler = give_terminal_back;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = from; i < to; ++i) {
    if (is_handled[i]) continue;
    const bool is_ignored =  // as nohup has it with SIGHUP
        sigaction(kFatalSignals[i], nullptr, &handlers_before[i]) == 0 &&
        handlers_before[i].sa_handler == SIG_IGN;
    is_handled[i] = !is_ignored && sigaction(kFatalSignals[i], &action, &handlers_before[i]) == 0;
  }
}

void handle_no_more() {
  for (std::size_t i = 0; i < kFatalSignals.size(); ++i) {
    if (std::exchange(is_handled[i], false)) sigaction(kFatalSignals[i], &handlers_before[i], nullptr);
  }
}

void add_to_rescue(const char* capability) {
  if (capability == nullptr) return;
  const std::size_t length = std::min(std::strlen(capability), rescue.leave.size() - rescue.leave_length);
  std::memcpy(rescue.leave.data() + rescue.leave_length, capability, length);
  rescue.leave_length += length;
}

/// Whether the terminal is written to in UTF-8. Without a word from the user it most likely is one.
bool speaks_utf8() {
  std::setlocale(LC_CTYPE, "");
  if (std::string_view(nl_langinfo(CODESET)) == "UTF-8") return true;
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const char* const value = std::getenv(name); value != nullptr && *value != '\0') return false;
  }
  return std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
}

short pair_of(Emphasis emphasis) {
  return static_cast<short>(static_cast<int>(emphasis) + 1);
}

/// Colours tell apart what words say as well: who sees no colour loses nothing.
void make_colours() {
  if (colour_is_forbidden() || !has_colors()) return;
  start_color();
  use_default_colors();
  constexpr short kAsItIs = -1;
  const auto on = [](Emphasis emphasis, short ink, short paper) { init_pair(pair_of(emphasis), ink, paper); };
  on(Emphasis::kOk, COLOR_BLACK, COLOR_WHITE);
  on(Emphasis::kLearning, COLOR_CYAN, kAsItIs);
  on(Emphasis::kDegraded, COLOR_YELLOW, kAsItIs);
  on(Emphasis::kBlind, COLOR_MAGENTA, kAsItIs);
  on(Emphasis::kWatch, COLOR_YELLOW, kAsItIs);
  on(Emphasis::kSuspect, COLOR_RED, kAsItIs);
  on(Emphasis::kAlert, COLOR_WHITE, COLOR_RED);
}

bool has_colour(Emphasis emphasis) {
  return emphasis >= Emphasis::kOk && has_colors() && !colour_is_forbidden();
}

attr_t attributes_of(Emphasis emphasis, bool is_bar) {
  switch (emphasis) {
    case Emphasis::kPlain:
      return A_NORMAL;
    case Emphasis::kDim:
      return A_DIM;
    case Emphasis::kStrong:
      return is_bar ? A_REVERSE : A_BOLD;
    case Emphasis::kOk:
      return has_colour(emphasis) ? A_NORMAL : A_REVERSE;
    case Emphasis::kAlert:
      return has_colour(emphasis) ? A_BOLD : A_BOLD | A_REVERSE;
    case Emphasis::kLearning:
    case Emphasis::kDegraded:
    case Emphasis::kBlind:
    case Emphasis::kWatch:
    case Emphasis::kSuspect:
      break;
  }
  return is_bar ? A_BOLD | A_REVERSE : A_BOLD;
}

void set_emphasis(Emphasis emphasis, bool is_bar) {
  const short pair = has_colour(emphasis) ? pair_of(emphasis) : short{0};
  attr_set(attributes_of(emphasis, is_bar), pair, nullptr);
}

/// The character that a text begins with, and how many octets it has.
struct Character {
  wchar_t value{};
  std::size_t octets{};
};
Character first_of(std::string_view text) {
  const std::size_t octets = utf8_length(text);
  if (octets == 0) return {L'?', 1};
  const auto at = [&text](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(text[i]));
  };
  if (octets == 1) return {static_cast<wchar_t>(at(0)), 1};
  unsigned value = at(0) & (0x7fU >> octets);
  for (std::size_t i = 1; i < octets; ++i) value = value << 6U | (at(i) & 0x3fU);
  return {static_cast<wchar_t>(value), octets};
}

bool is_utf8 = false;

// Ctrl-S would stop the terminal, and whoever draws on it with it: the watch would go deaf.
void ignore_flow_control() {
  termios now{};
  if (tcgetattr(STDOUT_FILENO, &now) != 0) return;
  now.c_iflag &= ~static_cast<tcflag_t>(IXON);
  tcsetattr(STDOUT_FILENO, TCSANOW, &now);
  def_prog_mode();  // what curses goes back to after a resize
}

}  // namespace

bool CursesScreen::is_possible() {
  if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) return false;
  const char* const name = std::getenv("TERM");
  if (name == nullptr || *name == '\0' || std::string_view(name) == "dumb") return false;
  int error = 0;
  if (setupterm(name, STDOUT_FILENO, &error) != OK) return false;
  const bool can_move = cursor_address != nullptr && clear_screen != nullptr;
  del_curterm(cur_term);
  return can_move;
}

CursesScreen::CursesScreen() {
  is_utf8 = speaks_utf8();
  tcgetattr(STDOUT_FILENO, &rescue.before);
  // A stopped watch would hear nothing; and ncurses' own handler must not meet another thread's drawing.
  std::signal(SIGTSTP, SIG_IGN);
  SCREEN* const made = newterm(nullptr, stdout, stdin);
  if (made == nullptr) std::abort();  // is_possible() said that it is
  cbreak();
  noecho();
  ignore_flow_control();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  curs_set(0);
  constexpr int kEscape_ms = 25;
  set_escdelay(kEscape_ms);
  make_colours();
  rescue.leave_length = 0;
  for (const char* const capability : {exit_attribute_mode, keypad_local, cursor_normal, exit_ca_mode}) {
    add_to_rescue(capability);
  }
  rescue.is_needed = 1;
  handle(kOrderlySignals, kFatalSignals.size());
}

CursesScreen::~CursesScreen() {
  endwin();
  rescue.is_needed = 0;
  handle_no_more();
  std::signal(SIGTSTP, SIG_DFL);
}

void CursesScreen::restore_on_fatal_signals() {
  if (rescue.is_needed != 0) handle(0, kOrderlySignals);
}

ScreenSize CursesScreen::size() const {
  return {static_cast<std::size_t>(std::max(getmaxx(stdscr), 0)),
          static_cast<std::size_t>(std::max(getmaxy(stdscr), 0))};
}

void CursesScreen::draw(std::span<const ScreenLine> lines) {
  werase(stdscr);
  const ScreenSize room = size();
  const std::size_t rows = std::min(lines.size(), room.rows);
  for (std::size_t row = 0; row < rows; ++row) {
    draw_line(static_cast<int>(row), static_cast<int>(room.columns), lines[row]);
  }
  wrefresh(stdscr);
}

void CursesScreen::draw_line(int row, int columns, const ScreenLine& line) {
  int column = 0;
  wmove(stdscr, row, 0);
  for (const ScreenPiece& piece : line.pieces) {
    set_emphasis(piece.emphasis, line.bar.has_value());
    std::string_view text = piece.text;
    while (!text.empty()) {
      Character next = first_of(text);
      text.remove_prefix(next.octets);
      constexpr wchar_t kLastAscii = 0x7e;
      if (next.value < L' ' || (next.value > kLastAscii && (!is_utf8 || wcwidth(next.value) < 0))) {
        next.value = L'?';
      }
      const int width = wcwidth(next.value);
      if (width == 0) continue;  // what would change the character before
      if (column + width > columns) break;
      waddnwstr(stdscr, &next.value, 1);
      column += width;
    }
  }
  if (line.bar && column < columns) {
    set_emphasis(*line.bar, true);
    for (; column < columns; ++column) waddch(stdscr, ' ');
  }
  attr_set(A_NORMAL, 0, nullptr);
}

void CursesScreen::ring() {
  beep();
}

std::optional<Key> CursesScreen::key(std::chrono::milliseconds patience) {
  if (is_deaf_) {
    std::this_thread::sleep_for(patience);
    return std::nullopt;
  }
  wint_t typed = 0;
  int kind = wget_wch(stdscr, &typed);
  if (kind == ERR) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    const int ready = poll(&input, 1, static_cast<int>(patience.count()));
    is_deaf_ = ready > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
    kind = wget_wch(stdscr, &typed);
    if (kind == ERR) return std::nullopt;
  }
  if (kind == KEY_CODE_YES) {
    switch (typed) {
      case KEY_UP:
        return Key::kUp;
      case KEY_DOWN:
        return Key::kDown;
      case KEY_PPAGE:
        return Key::kPageUp;
      case KEY_NPAGE:
        return Key::kPageDown;
      case KEY_ENTER:
      case KEY_RIGHT:
        return Key::kOpen;
      case KEY_LEFT:
      case KEY_BACKSPACE:
        return Key::kBack;
      default:
        return typed == KEY_RESIZE ? std::nullopt : std::optional(Key::kOther);
    }
  }
  constexpr wint_t kEscape = 27;
  switch (typed) {
    case L'k':
      return Key::kUp;
    case L'j':
      return Key::kDown;
    case L' ':
      return Key::kPageDown;
    case L'\r':
    case L'\n':
      return Key::kOpen;
    case kEscape:
    case L'b':
      return Key::kBack;
    case L's':
    case L'S':
      return Key::kSound;
    case L'n':
    case L'N':
      return Key::kNotEvaluated;
    case L'?':
    case L'h':
      return Key::kHelp;
    case L'q':
    case L'Q':
      return Key::kQuit;
    default:
      return Key::kOther;
  }
}

}  // namespace cellwarden::tools
