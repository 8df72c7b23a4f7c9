-- What a later window took the place of is emptied with its application, also of those that were emptied before.
update application set replaced = default where name = '–' and focal_email = '';
