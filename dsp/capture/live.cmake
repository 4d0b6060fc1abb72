cellwarden_library(dsp_capture_live block_queue.cpp timestamp_check.cpp)
target_link_libraries(cellwarden_dsp_capture_live PUBLIC cellwarden::dsp_capture Threads::Threads
  PRIVATE cellwarden_dsp_flags)
