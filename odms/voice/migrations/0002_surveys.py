from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("voice", "0001_initial")]

    operations = [
        migrations.RenameModel("Questionnaire", "Survey"),
        migrations.RenameModel("QuestionnaireAnswer", "SurveyAnswer"),
        migrations.RenameField("SurveyAnswer", "questionnaire", "survey"),
        migrations.RenameField("SurveyAnswer", "who", "group"),
        migrations.RenameField("Survey", "opened_at", "made_at"),
    ]
