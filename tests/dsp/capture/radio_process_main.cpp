// A radio's process for tests: the program's, without the program.

#include <span>

#include "dsp/capture/radio_child.hpp"

int main(int argc, char** argv) {
  return cellwarden::capture::run_radio_process(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
}
