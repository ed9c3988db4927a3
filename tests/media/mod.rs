//! Photos: what is taken and what is not, who may fetch them, and what becomes of them.

mod attachments;
mod bad_files;
mod shown;
mod upload;
