-- From which showing of a form somebody was put into a role: sent twice it is one invitation.
alter table person_role add showing text unique;
